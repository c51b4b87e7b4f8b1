Private server As Object 'the Python that answers, kept as long as it does: asking the DLL for it costs each cell a trip
Private command As String
Private starts As Long
Private trouble As String
Private since As Date
Private waits As Boolean
Private lost As Date
Private remembered As Collection

Public Function PythonAnswer(ByVal function_name As String, ByRef arguments As Variant) As Variant
    'What Python gives for a call. The functions are pure: a call that was answered needs no Python the next time
    Dim key As String, answer As Variant
    If Watching Then NoteCall function_name, arguments
    key = KeyOf(function_name, arguments)
    If Not IsRemembered(key, answer) Then
        answer = Asked("roi_xl_udfs", function_name, arguments)
        Remember key, answer
    End If
    PythonAnswer = answer
End Function

Public Function Asked(ByVal package As String, ByVal function_name As String, ByRef arguments As Variant) As Variant
    Dim again As Boolean, problem As String
    again = True
    'or cells that fail for another reason would start one Python each
    If lost > 0 Then again = (Abs(DateDiff("s", lost, Now)) >= 5)
    On Error GoTo failed
once_more:
    Asked = XLPy.CallUDF(package, function_name, arguments)
    Exit Function
failed:
    problem = Err.Description
    'Whatever Python raises names a file of Python's; any other error of a call says that the Python is gone
    If again And Not server Is Nothing And InStr(problem, ".py"", line ") = 0 Then
        again = False
        lost = Now
        EndPython
        Resume once_more
    End If
    Err.Raise 1000, Description:=problem
End Function

Public Function XLPy() As Object
    'Python for a cell. The DLL starts one per command line: all workbooks share one
    Dim answer As Variant, began As Date
    If Not server Is Nothing Then
        Set XLPy = server
        Exit Function
    End If
    If trouble <> "" Then
        'or each of a thousand cells would try for itself where Python can't be started, each up to two minutes
        If waits Or Abs(DateDiff("s", since, Now)) < 5 Then Err.Raise 1000, Description:=trouble
    End If
    began = Now
    On Error GoTo failed
    If LCase$(Application.Path) Like "*\windowsapps\*" Then Err.Raise 1000, Description:=STORE_OFFICE
    If command = "" Then command = Prepared()
    If 0 <> XLPyDLLActivateAuto(answer, CommandNow(), 1) Then Err.Raise 1000, Description:=Explained(answer)
    trouble = ""
    waits = False
    Set server = answer
    Set XLPy = server
    Exit Function
failed:
    trouble = Err.Description
    since = Now
    'The DLL waits up to two minutes, and Excel with it: that isn't tried again until somebody asks for it
    waits = (Abs(DateDiff("s", began, since)) > 20)
    If waits Then trouble = trouble & " Excel had to wait for it, so it isn't tried again: press Restart Python to do so."
    Forget
    command = ""
    Err.Raise 1000, Description:=trouble
End Function

Public Function RestartedPython() As String
    'Ends Python and starts it anew, by the settings as they are now, such as after an update; says what came of it
    On Error GoTo failed
    EndPython
    lost = 0
    command = ""
    trouble = ""
    waits = False
    RestartedPython = "Python answers: roi-xl " & PythonAnswer("ROI_XL_VERSION", Array()) & _
        ". Press Ctrl+Alt+F9 to compute all open workbooks again."
    Exit Function
failed:
    RestartedPython = Headline(Err.Description)
End Function

Private Sub EndPython()
    'The one that runs, or what is left of it
    Dim unused As Variant
    On Error Resume Next
    If command <> "" Then XLPyDLLActivateAuto unused, CommandNow(), -1
    Forget
End Sub

Private Sub Forget()
    Set server = Nothing
    Set remembered = Nothing
    starts = (starts + 1) Mod 200
End Sub

Private Function CommandNow() As String
    'The DLL takes a command line whose Python has ended for one that still runs, so each start has its own
    CommandNow = command & Space$(starts)
End Function

Private Function Explained(ByVal described As String) As String
    'What the DLL says, with what it means where that is known
    Explained = described
    If InStr(described, "-2147221164") > 0 Then
        Explained = "Python runs, but Excel can't reach it. Start Excel as the same user, not as administrator. " & described
    ElseIf InStr(described, "exited before") > 0 Then
        Explained = "Python ended at once: ""roi-xl doctor"" shows why. If roi-xl is no longer installed, " & _
            "delete " & ThisWorkbook.FullName & ". " & described
    ElseIf InStr(described, "Could not create Python process") > 0 Then
        Explained = "Windows doesn't let Excel start Python. If Python was moved or removed, run ""roi-xl addin " & _
            "install"" again; if access is denied, start Excel from the start menu once after a restart of Windows, " & _
            "else ask IT (roi-xl addin it), or use xlwings Lite (roi-xl lite). " & described
    End If
End Function

'Answers that are known. A key holds every argument exactly, in signs that a Collection can tell apart (it takes
'a for A): equal keys mean equal calls.

Private Function IsRemembered(ByVal key As String, ByRef answer As Variant) As Boolean
    If key = "" Or remembered Is Nothing Then Exit Function
    On Error GoTo unknown
    answer = remembered.Item(key)
    IsRemembered = True
unknown:
End Function

Private Sub Remember(ByVal key As String, ByRef answer As Variant)
    If key = "" Then Exit Sub
    If remembered Is Nothing Then Set remembered = New Collection
    If remembered.Count >= MOST_REMEMBERED Then Set remembered = New Collection
    On Error Resume Next
    remembered.Add answer, key
End Sub

Private Function KeyOf(ByVal function_name As String, ByRef arguments As Variant) As String
    'Empty for a call that isn't worth remembering: one with many cells, or with what no cell holds
    Dim i As Long, key As String
    On Error GoTo unknown
    key = function_name
    For i = LBound(arguments) To UBound(arguments) 'by number: For Each would copy every range
        key = key & "|" & KeyOfArgument(arguments(i))
        If Len(key) > LONGEST_KEY Then Exit Function
    Next i
    KeyOf = key
unknown:
End Function

Private Function KeyOfArgument(ByRef argument As Variant) As String
    Dim cell As Variant, rows As Long, columns As Long
    If Not IsArray(argument) Then
        KeyOfArgument = KeyOfCell(argument)
        Exit Function
    End If
    rows = UBound(argument, 1) - LBound(argument, 1) + 1
    columns = ColumnsOf(argument)
    If rows > MOST_CELLS Or rows * Abs(columns) > MOST_CELLS Then Err.Raise 1000
    KeyOfArgument = rows & "X" & columns
    For Each cell In argument
        KeyOfArgument = KeyOfArgument & ";" & KeyOfCell(cell)
    Next cell
End Function

Private Function ColumnsOf(ByRef block As Variant) As Long
    'Of the second dimension; -1 where there is none
    ColumnsOf = -1
    On Error GoTo done
    ColumnsOf = UBound(block, 2) - LBound(block, 2) + 1
done:
End Function

Private Function KeyOfCell(ByRef cell As Variant) As String
    Dim i As Long
    Select Case VarType(cell)
        Case vbEmpty
            KeyOfCell = "E"
        Case vbError
            KeyOfCell = "!" & CStr(cell)
        Case vbBoolean
            If cell Then KeyOfCell = "T" Else KeyOfCell = "F"
        Case vbInteger, vbLong
            KeyOfCell = CStr(cell)
        Case vbDouble
            'CStr gives 15 digits; the second part is what they leave out
            KeyOfCell = CStr(cell) & "~" & CStr(cell - CDbl(CStr(cell)))
        Case vbString
            KeyOfCell = "S"
            If Len(cell) > LONGEST_KEY Then Err.Raise 1000
            For i = 1 To Len(cell)
                KeyOfCell = KeyOfCell & Hex$(AscW(Mid$(cell, i, 1))) & "."
            Next i
        Case Else
            Err.Raise 1000
    End Select
End Function

'What starts Python, from our settings

Private Function Prepared() As String
    'The command line that starts Python; what will run it, xlwings' DLL, is loaded on the way
    Dim program As String
    program = Setting("INTERPRETER_WIN")
    'Windows looks for a bare name in the current folder, too, which may be that of any workbook
    If Not (program Like "[A-Za-z]:\*" Or program Like "\\*") Then
        Err.Raise 1000, Description:="The settings name no Python by its full path. Run ""roi-xl addin install""."
    End If
    LoadDLL Above(program)
    Prepared = CommandLine( _
        program, Setting("CONDA PATH"), Setting("CONDA ENV"), Environ$("SystemRoot") & "\System32\cmd.exe")
End Function

Private Sub LoadDLL(ByVal folder As String)
    'Our own copy lies beside the settings, so that an update of xlwings takes none away; else it lies beside
    'Python or, in a virtual environment, whose Python is in the folder Scripts, one folder up
    Dim place As Variant
    For Each place In Array(SettingsFolder(), folder, Above(folder))
        If LoadLibraryEx(place & "\" & DLL_NAME, 0, SAFE_SEARCH) <> 0 Then Exit Sub
    Next place
    Err.Raise 1000, Description:="Windows can't load " & DLL_NAME & " from " & SettingsFolder() & " or " & folder & _
        ". A virus scanner may have taken it: run ""roi-xl addin install"" again."
End Sub

Private Function Above(ByVal path As String) As String
    If InStrRev(path, "\") > 0 Then Above = Left$(path, InStrRev(path, "\") - 1)
End Function

Private Function CommandLine( _
    ByVal program As String, ByVal conda As String, ByVal environment As String, ByVal cmd As String) As String
    'Python's path is that of its packages: -E no variables, -P no current folder. $(CLSID) is the DLL's to fill in
    CommandLine = """" & program & """ " & PYTHON_ARGUMENTS
    If conda <> "" And environment <> "" Then
        'conda's environments have to be activated, by a batch file; from conda's own folder, since cmd.exe looks
        'for programs in the current one first
        CommandLine = """" & cmd & """ /D /S /C ""pushd """ & conda & """ && """ & conda & _
            "\condabin\conda.bat"" activate " & environment & " && " & CommandLine & """"
    End If
End Function

Private Function Setting(ByVal key As String) As String
    'From the user's own file alone: a workbook, or a file beside it, could name any program to start
    Dim path As String, file As Integer, found As String, value As String, problem As String
    path = SettingsFolder() & "\roi_xl.conf"
    On Error GoTo failed
    file = FreeFile
    Open path For Input As #file
    Do While Not EOF(file)
        Input #file, found, value
        If UCase$(found) = key Then Setting = value
    Loop
    Close #file
    Exit Function
failed:
    problem = Err.Description
    Close #file
    Err.Raise 1000, Description:=path & ": " & problem & ". Run ""roi-xl addin install""; if roi-xl is no longer " & _
        "installed, delete " & ThisWorkbook.FullName & "."
End Function

Public Function SettingsFolder() As String
    SettingsFolder = UserProfile() & "\.roi_xl"
End Function

Public Function HelpFile() As String
    HelpFile = SettingsFolder() & "\help.html"
End Function

Private Function UserProfile() As String
    'VBA's Environ and Open know only the letters of Windows' code page, as the DLL does: where those don't do,
    'the short name of the folder stands for it
    Dim path As String, plain As String, length As Long
    path = String$(1000, vbNullChar)
    length = GetEnvironmentVariableW(StrPtr("USERPROFILE"), StrPtr(path), 1000)
    path = Left$(path, length)
    UserProfile = path
    If StrConv(StrConv(path, vbFromUnicode), vbUnicode) = path Then Exit Function
    plain = String$(1000, vbNullChar)
    length = GetShortPathNameW(StrPtr(path), StrPtr(plain), 1000)
    If length > 0 Then UserProfile = Left$(plain, length)
End Function
