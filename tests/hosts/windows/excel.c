/* A stand-in for Excel: does what the add-in's VBA does with xlwings' DLL, order by order from a file.

   excel.exe ORDERS        one order a line, UTF-8; for each that tells something a line of JSON

   dll PATH                LoadLibraryEx with the flags of the add-in, then its function by the DLL's bare name
   command LINE            the command line that starts Python
   activate                XLPy: ask the DLL for Python -> hr, seconds, text where it fails
   keep 0|1                whether calls ask the DLL each time (as the first version did) or keep the object
   call NAME VALUE...      CallUDF, late bound, ByRef as VBA passes variables -> result, or hr and raised
   time COUNT NAME VALUE...  the same COUNT times -> seconds
   children                -> the programs that run as children of this one, without Wine's desktop
   kill                    end those

   A value: n1.5 number, t0041 text in UTF-16 units, b1 boolean, e2015 error, z blank cell, m left out,
   g2x3 and six values: cells as Value2 gives them, a3 and three values: an array constant in one dimension,
   f10000x1 and one value: that value in every cell. */
#define COBJMACROS
#include <windows.h>
#include <oleauto.h>
#include <stdio.h>
#include <tlhelp32.h>

typedef HRESULT(__stdcall *Activate)(VARIANT *, const char *, int);

static Activate activate;
static char command[2048];
static IDispatch *python;
static int keep;

static double now(void)
{
    LARGE_INTEGER ticks, frequency;
    QueryPerformanceCounter(&ticks);
    QueryPerformanceFrequency(&frequency);
    return (double)ticks.QuadPart / frequency.QuadPart;
}

static void ansi(const char *text, char *out, int room) /* VBA hands texts to a DLL in the code page */
{
    wchar_t wide[2048];
    MultiByteToWideChar(CP_UTF8, 0, text, -1, wide, 2048);
    WideCharToMultiByte(CP_ACP, 0, wide, -1, out, room, 0, 0);
}

/* What is told */

static void tell_text(const wchar_t *text)
{
    putchar('"');
    for (; text && *text; text++)
        if (*text < 32 || *text > 126 || *text == '"' || *text == '\\') printf("\\u%04x", *text);
        else putchar(*text);
    putchar('"');
}

static void tell(VARIANT *value);

static void tell_array(SAFEARRAY *array)
{
    LONG at[2], last[2], first[2] = {0, 0};
    UINT dimensions = SafeArrayGetDim(array);
    for (UINT d = 0; d < dimensions; d++) {
        SafeArrayGetLBound(array, d + 1, &first[d]);
        SafeArrayGetUBound(array, d + 1, &last[d]);
    }
    if (dimensions == 1) { last[1] = last[0]; first[1] = first[0]; last[0] = first[0]; } /* one row */
    printf("[");
    for (LONG row = first[0]; row <= last[0]; row++) {
        printf("%s[", row > first[0] ? "," : "");
        for (LONG column = first[1]; column <= last[1]; column++) {
            VARIANT cell;
            at[0] = dimensions == 1 ? column : row;
            at[1] = column;
            VariantInit(&cell);
            SafeArrayGetElement(array, at, &cell);
            if (column > first[1]) putchar(',');
            tell(&cell);
            VariantClear(&cell);
        }
        printf("]");
    }
    printf("]");
}

static void tell(VARIANT *value)
{
    switch (value->vt) {
    case VT_EMPTY: printf("null"); break;
    case VT_R8: printf("%.17g", value->dblVal); break;
    case VT_BOOL: printf(value->boolVal ? "true" : "false"); break;
    case VT_BSTR: tell_text(value->bstrVal); break;
    case VT_ARRAY | VT_VARIANT: tell_array(value->parray); break;
    default: printf("{\"vt\": %d}", value->vt); /* nothing that the add-in expects */
    }
}

/* What is asked */

static char *rest; /* of the order in hand */

static char *next_word(void)
{
    char *word = rest;
    if (!*word) return NULL;
    rest += strcspn(rest, " ");
    if (*rest) *rest++ = 0;
    return word;
}

static VARIANT read_value(void);

static VARIANT read_block(UINT dimensions, ULONG rows, ULONG columns, int fill)
{
    SAFEARRAYBOUND bounds[2] = {{rows, 1}, {columns, 1}};
    VARIANT block, cell;
    VariantInit(&block);
    block.vt = VT_ARRAY | VT_VARIANT;
    block.parray = SafeArrayCreate(VT_VARIANT, dimensions, bounds);
    if (fill) cell = read_value();
    for (LONG row = 1; row <= (LONG)rows; row++)
        for (LONG column = 1; column <= (LONG)columns; column++) {
            LONG at[2] = {row, column};
            if (!fill) cell = read_value();
            SafeArrayPutElement(block.parray, at, &cell);
            if (!fill) VariantClear(&cell);
        }
    return block;
}

static VARIANT read_value(void)
{
    VARIANT value;
    char *token = next_word();
    ULONG rows = 0, columns = 1;
    VariantInit(&value);
    switch (token ? *token++ : 'm') {
    case 'n': value.vt = VT_R8; value.dblVal = strtod(token, 0); break;
    case 'b': value.vt = VT_BOOL; value.boolVal = *token == '1' ? VARIANT_TRUE : VARIANT_FALSE; break;
    case 'e': value.vt = VT_ERROR; value.scode = 0x800A0000 | atoi(token); break;
    case 'm': value.vt = VT_ERROR; value.scode = DISP_E_PARAMNOTFOUND; break;
    case 't':
        value.vt = VT_BSTR;
        value.bstrVal = SysAllocStringLen(NULL, strlen(token) / 4);
        for (UINT i = 0; i < strlen(token) / 4; i++) {
            unsigned unit;
            sscanf(token + 4 * i, "%4x", &unit);
            value.bstrVal[i] = unit;
        }
        break;
    case 'g': case 'f':
        sscanf(token, "%lux%lu", &rows, &columns);
        return read_block(2, rows, columns, token[-1] == 'f');
    case 'a': return read_block(1, atoi(token), 1, 0);
    }
    return value;
}

static VARIANT read_arguments(void) /* VBA's Array(...) */
{
    VARIANT value, all;
    SAFEARRAYBOUND bounds = {0, 0};
    VariantInit(&all);
    all.vt = VT_ARRAY | VT_VARIANT;
    all.parray = SafeArrayCreate(VT_VARIANT, 1, &bounds);
    while (*rest) {
        LONG at = bounds.cElements++;
        value = read_value();
        SafeArrayRedim(all.parray, &bounds);
        SafeArrayPutElement(all.parray, &at, &value);
        VariantClear(&value);
    }
    return all;
}

/* What is done */

static HRESULT ask_for_python(VARIANT *answer)
{
    VariantInit(answer);
    return activate(answer, command, 1);
}

static void activate_once(void)
{
    VARIANT answer;
    double start = now();
    HRESULT result = ask_for_python(&answer);
    printf("{\"hr\": %ld, \"seconds\": %.3f, \"text\": ", result, now() - start);
    if (result) tell(&answer);
    else {
        printf("null");
        python = answer.pdispVal;
    }
    printf("}\n");
}

static HRESULT call_udf(IDispatch *object, wchar_t *name, VARIANT *arguments, VARIANT *answer, EXCEPINFO *error)
{
    DISPID id;
    LPOLESTR method = L"CallUDF";
    BSTR function = SysAllocString(name);
    VARIANT given[3];
    DISPPARAMS parameters = {given, NULL, 3, 0};
    HRESULT result = IDispatch_GetIDsOfNames(object, &IID_NULL, &method, 1, 0x409, &id);
    VariantInit(answer);
    memset(error, 0, sizeof *error);
    if (FAILED(result)) return result;
    memset(given, 0, sizeof given); /* from the last to the first */
    given[2].vt = VT_BSTR;
    given[2].bstrVal = SysAllocString(L"roi_xl_udfs");
    given[1].vt = VT_BSTR | VT_BYREF;
    given[1].pbstrVal = &function;
    given[0].vt = VT_VARIANT | VT_BYREF;
    given[0].pvarVal = arguments;
    result = IDispatch_Invoke(
        object, id, &IID_NULL, 0x409, DISPATCH_METHOD | DISPATCH_PROPERTYGET, &parameters, answer, error, NULL);
    SysFreeString(given[2].bstrVal);
    SysFreeString(function);
    return result;
}

static void call(int count, int is_told)
{
    wchar_t name[100];
    VARIANT arguments, answer;
    EXCEPINFO error = {0};
    HRESULT result = 0;
    double start;
    MultiByteToWideChar(CP_UTF8, 0, next_word(), -1, name, 100);
    arguments = read_arguments();
    start = now();
    for (int i = 0; i < count && !result; i++) {
        IDispatch *object = python;
        if (!keep) {
            result = ask_for_python(&answer);
            if (result) {
                error.bstrDescription = answer.vt == VT_BSTR ? answer.bstrVal : NULL;
                break;
            }
            object = answer.pdispVal;
        }
        result = call_udf(object, name, &arguments, &answer, &error);
        if (i < count - 1) VariantClear(&answer);
        if (!keep) IDispatch_Release(object);
    }
    if (result) {
        printf("{\"hr\": %ld, \"raised\": ", result);
        tell_text(error.bstrDescription);
    } else if (is_told) {
        printf("{\"result\": ");
        tell(&answer);
    } else printf("{\"seconds\": %.4f", now() - start);
    printf("}\n");
    VariantClear(&arguments);
    if (!result) VariantClear(&answer);
}

static void children(int is_end)
{
    PROCESSENTRY32 entry = {sizeof entry};
    HANDLE all = CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0);
    int found = 0;
    printf("[");
    for (BOOL more = Process32First(all, &entry); more; more = Process32Next(all, &entry))
        if (entry.th32ParentProcessID == GetCurrentProcessId() && strcmp(entry.szExeFile, "explorer.exe")) {
            printf("%s\"%s\"", found++ ? ", " : "", entry.szExeFile);
            if (is_end) {
                HANDLE process = OpenProcess(PROCESS_TERMINATE | SYNCHRONIZE, FALSE, entry.th32ProcessID);
                TerminateProcess(process, 9);
                WaitForSingleObject(process, 20000);
                CloseHandle(process);
            }
        }
    printf("]\n");
    CloseHandle(all);
}

static void load(const char *path)
{
    char place[2048];
    HMODULE loaded;
    ansi(path, place, sizeof place);
    loaded = LoadLibraryExA(place, NULL, 0x1100);
    printf("{\"loaded\": %s, ", loaded ? "true" : "false");
    loaded = LoadLibraryA(strrchr(place, '\\') + 1); /* as Declare finds it */
    activate = (Activate)(void *)GetProcAddress(loaded, "XLPyDLLActivateAuto");
    printf("\"found\": %s}\n", activate ? "true" : "false");
}

static void carry_out(char *order)
{
    char *word;
    rest = order;
    word = next_word();
    if (!strcmp(word, "dll")) load(rest);
    else if (!strcmp(word, "command")) ansi(rest, command, sizeof command);
    else if (!strcmp(word, "activate")) activate_once();
    else if (!strcmp(word, "keep")) keep = atoi(rest);
    else if (!strcmp(word, "call")) call(1, 1);
    else if (!strcmp(word, "time")) call(atoi(next_word()), 0);
    else if (!strcmp(word, "children")) children(0);
    else if (!strcmp(word, "kill")) children(1);
    else printf("{\"unknown\": \"%s\"}\n", word);
    fflush(stdout);
}

int main(int count, char **arguments)
{
    FILE *file = count == 2 ? fopen(arguments[1], "rb") : NULL;
    char *orders, *line, *end;
    long size;
    if (!file) return 2;
    fseek(file, 0, SEEK_END);
    size = ftell(file);
    rewind(file);
    orders = malloc(size + 1);
    orders[fread(orders, 1, size, file)] = 0;
    fclose(file);
    CoInitialize(NULL); /* Excel's main thread is a single-threaded apartment */
    for (line = orders; *line; line = end) {
        end = line + strcspn(line, "\n");
        if (*end) *end++ = 0;
        if (*line) carry_out(line);
    }
    return 0;
}
