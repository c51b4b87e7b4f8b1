'Says of a cell what our functions were given, what came of it, and of an error which argument is to blame.

Public Watching As Boolean
Private Const SEVERAL_AREAS As String = "several areas"
Private given As Collection
Private calls As Collection

Public Sub NoteArgument(ByRef argument As Variant)
    'Where an argument stands, noted before its values are handed over
    Dim area As Range
    If Not Watching Then Exit Sub
    If given Is Nothing Then Set given = New Collection
    If IsObject(argument) Then
        Set area = argument
        If area.Areas.Count > 1 Then
            given.Add SEVERAL_AREAS
        Else
            given.Add area.Worksheet.Name & vbLf & area.Row & vbLf & area.Column
        End If
    Else
        given.Add ""
    End If
End Sub

Public Sub NoteCall(ByVal function_name As String, ByRef arguments As Variant)
    Dim parts As Variant, i As Long, before As Long
    ReDim parts(0 To 2 * (UBound(arguments) + 1))
    parts(0) = function_name
    'its own are the last ones, should a call before have come to nothing
    If Not given Is Nothing Then before = given.Count - (UBound(arguments) + 1)
    For i = 0 To UBound(arguments)
        parts(2 * i + 1) = given.Item(before + i + 1)
        parts(2 * i + 2) = arguments(i)
    Next i
    calls.Add parts
    Set given = Nothing
End Sub

Public Function Explanation(ByVal cell As Object) As String
    'The first call that gave an error; of a healthy cell the last one, which is the outermost
    Dim call_made As Variant
    On Error Resume Next 'Excel before 2021 spills nothing
    If cell.HasSpill Then Set cell = cell.SpillParent
    On Error GoTo failed
    Set calls = New Collection
    Set given = Nothing
    Watching = True
    If cell.HasArray Then cell.CurrentArray.Calculate Else cell.Calculate
    Watching = False
    If calls.Count = 0 Then
        Explanation = NothingCalled(cell)
        Exit Function
    End If
    For Each call_made In calls
        Explanation = Asked("roi_xl_udfs.explain", "EXPLAIN", call_made)
        If Left$(Explanation, 1) = "!" Then Exit For
    Next call_made
    Set calls = Nothing
    If Left$(Explanation, 1) = "!" And Not ShowsError(cell) Then
        Explanation = " The cell shows no error, but a call within its formula gives one:" & vbLf & Mid$(Explanation, 2)
    End If
    Explanation = Mid$(Explanation, 2)
    Exit Function
failed:
    Watching = False
    Set calls = Nothing
    Explanation = Headline(Err.Description) & vbLf & vbLf & "If this stays so, run ""roi-xl doctor"" in a terminal."
End Function

Private Function ShowsError(ByVal cell As Object) As Boolean
    ShowsError = IsError(cell.Value)
End Function

Private Function NothingCalled(ByVal cell As Object) As String
    NothingCalled = "This cell calls none of our functions."
    If Not cell.HasFormula Then Exit Function
    If IsError(cell.Value) Then
        If CLng(cell.Value) = xlErrName Then NothingCalled = NothingCalled & " If it should, press Connect this workbook."
    End If
End Function

Public Function Headline(ByVal described As String) As String
    'xlwings' DLL turns a traceback of Python round: what happened is its first line. A box shows 1024 characters
    Dim last As Long
    described = Replace(described, vbCr, "")
    last = InStr(described, vbLf)
    If last > 0 And InStr(described, ".py"", line ") > 0 Then described = Left$(described, last - 1)
    Headline = Left$(described, 800)
End Function
