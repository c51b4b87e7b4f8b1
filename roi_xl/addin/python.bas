Public Function XLPy() As Variant
    'Python for a cell. The DLL starts one per command line: ours is always the same, so all workbooks share one
    Static command As String, trouble As String, since As Date
    Dim answer As Variant
    If trouble <> "" Then
        'or each of a thousand cells would try for itself where Python can't be started
        If Abs(DateDiff("s", since, Now)) < 5 Then Err.Raise 1000, Description:=trouble
    End If
    On Error GoTo failed
    If command = "" Then command = Prepared()
    If 0 <> XLPyDLLActivateAuto(answer, command, 1) Then Err.Raise 1000, Description:=answer
    trouble = ""
    Set XLPy = answer
    Exit Function
failed:
    trouble = Err.Description
    since = Now
    command = ""
    Err.Raise 1000, Description:=trouble
End Function

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
    'It lies beside Python; in a virtual environment, whose Python is in the folder Scripts, one folder up
    If LoadLibraryEx(folder & "\" & DLL_NAME, 0, SAFE_SEARCH) <> 0 Then Exit Sub
    If LoadLibraryEx(Above(folder) & "\" & DLL_NAME, 0, SAFE_SEARCH) <> 0 Then Exit Sub
    Err.Raise 1000, Description:="Windows can't load " & DLL_NAME & " from " & folder & " or the folder above."
End Sub

Private Function Above(ByVal path As String) As String
    Above = Left$(path, InStrRev(path, "\") - 1)
End Function

Private Function CommandLine( _
    ByVal program As String, ByVal conda As String, ByVal environment As String, ByVal cmd As String) As String
    'Python's path is that of its packages: -E no variables, -P no current folder. It leaves Excel's current
    'folder, which could not be deleted or ejected while Excel is open. $(CLSID) is the DLL's to fill in.
    CommandLine = """" & program & """ -E -P -B -c ""import os, sys; os.chdir(sys.prefix); " & _
        "import xlwings; xlwings.serve('$(CLSID)')"""
    If conda <> "" And environment <> "" Then
        'conda's environments have to be activated, by a batch file; from conda's own folder, since cmd.exe looks
        'for programs in the current one first
        CommandLine = """" & cmd & """ /D /S /C ""pushd """ & conda & """ && """ & conda & _
            "\condabin\conda.bat"" activate " & environment & " && " & CommandLine & """"
    End If
End Function

Private Function Setting(ByVal key As String) As String
    'From the user's own file alone: a workbook, or a file beside it, could name any program to start
    Dim path As String, file As Integer, found As String, value As String, trouble As String
    path = Environ$("USERPROFILE") & "\.roi_xl\roi_xl.conf"
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
    trouble = Err.Description
    Close #file
    Err.Raise 1000, Description:=path & ": " & trouble & ". Run ""roi-xl addin install""."
End Function
