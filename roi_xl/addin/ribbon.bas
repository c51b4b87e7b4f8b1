'What the buttons of the group Training ROI do, on the tab Formulas.

Public Sub ExplainFromRibbon(ByVal control As Object)
    ExplainThisCell
End Sub

Public Sub InsertFromRibbon(ByVal control As Object)
    On Error GoTo nowhere
    Application.Dialogs(xlDialogFunctionWizard).Show
    Exit Sub
nowhere:
    MsgBox "Select a cell first.", vbExclamation, TITLE
End Sub

Public Sub ConnectFromRibbon(ByVal control As Object)
    ConnectThisWorkbook
End Sub

Public Sub RestartFromRibbon(ByVal control As Object)
    MsgBox RestartedPython(), vbInformation, TITLE
End Sub

Public Sub HelpFromRibbon(ByVal control As Object)
    On Error GoTo missing
    ThisWorkbook.FollowHyperlink HelpFile()
    Exit Sub
missing:
    MsgBox "There is no " & HelpFile() & ". Run ""roi-xl addin install"", or ""roi-xl functions"" in a terminal.", _
        vbExclamation, TITLE
End Sub

Public Sub AboutFromRibbon(ByVal control As Object)
    MsgBox "The add-in is of roi-xl " & BUILT_BY & ", for xlwings " & XLWINGS_VERSION & ": " & ThisWorkbook.FullName & vbLf & _
        WhoAnswers(), vbInformation, TITLE
End Sub

Public Sub ExplainThisCell()
    Dim cell As Object
    On Error Resume Next 'a chart sheet has no cell
    Set cell = ActiveCell
    On Error GoTo 0
    If cell Is Nothing Then
        MsgBox "Select a cell first.", vbExclamation, TITLE
    Else
        MsgBox Left$(Explanation(cell), 1000), vbInformation, TITLE
    End If
End Sub

Private Function WhoAnswers() As String
    On Error GoTo failed
    WhoAnswers = "Python answers: roi-xl " & Asked("roi_xl_udfs", "ROI_XL_VERSION", Array()) & "."
    Exit Function
failed:
    WhoAnswers = Headline(Err.Description)
End Function
