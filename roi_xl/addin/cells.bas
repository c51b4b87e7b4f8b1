'Between a cell and Python: values instead of ranges, true Excel errors instead of their text.

Private Function RoiXlCall(ByVal function_name As String, ByRef arguments As Variant) As Variant
    'Neither workbook nor caller is handed over: xlwings would ask Excel about them, and no function needs them
    On Error GoTo failed
    RoiXlCall = RoiXlAnswer(PythonAnswer(function_name, arguments))
    Exit Function
failed:
    'No traceback in a cell: IFERROR and the like must see an error. Explain this cell says the reason
    RoiXlCall = CVErr(xlErrValue)
End Function

Private Function RoiXlCells(Optional ByRef given As Variant) As Variant
    'Value2, unlike Value, gives dates and money as the plain numbers that every other host gives
    Dim area As Range
    NoteArgument given
    If IsMissing(given) Then
        RoiXlCells = given
    ElseIf IsObject(given) Then
        Set area = given
        If area.Areas.Count > 1 Then
            'Value2 would silently be that of the first area
            RoiXlCells = CVErr(xlErrValue)
        Else
            RoiXlCells = RoiXlKnown(RoiXlUsed(area).Value2)
        End If
    Else
        RoiXlCells = RoiXlKnown(given)
    End If
End Function

Private Function RoiXlUsed(ByVal area As Range) As Range
    'Of columns that go down to the end of the sheet (A:A, A2:A1048576), the rows down to the last one in use: a
    'million blank cells take seconds to hand over
    Dim last As Long
    Set RoiXlUsed = area
    If area.Row + area.Rows.Count - 1 = area.Worksheet.Rows.Count Then
        With area.Worksheet.UsedRange
            last = .Row + .Rows.Count - 1
        End With
        If last < area.Row Then last = area.Row
        Set RoiXlUsed = area.Resize(last - area.Row + 1, area.Columns.Count)
    End If
End Function

Private Function RoiXlKnown(ByVal found As Variant) As Variant
    'Values as xlwings hands them on unchanged
    Dim cell As Variant, i As Long, j As Long, unknown As Boolean
    RoiXlKnown = found
    If Not IsArray(found) Then
        If RoiXlIsUnknown(found) Then RoiXlKnown = RoiXlStandIn(found)
        Exit Function
    End If
    For Each cell In found
        If RoiXlIsUnknown(cell) Then unknown = True
    Next cell
    If Not unknown Then Exit Function
    If RoiXlDimensions(found) = 1 Then
        For i = LBound(found) To UBound(found)
            If RoiXlIsUnknown(found(i)) Then found(i) = RoiXlStandIn(found(i))
        Next i
    Else
        For i = LBound(found, 1) To UBound(found, 1)
            For j = LBound(found, 2) To UBound(found, 2)
                If RoiXlIsUnknown(found(i, j)) Then found(i, j) = RoiXlStandIn(found(i, j))
            Next j
        Next i
    End If
    RoiXlKnown = found
End Function

Private Function RoiXlIsUnknown(ByRef cell As Variant) As Boolean
    If IsError(cell) Then
        Select Case CLng(cell)
            Case xlErrNull, xlErrDiv0, xlErrValue, xlErrRef, xlErrName, xlErrNum, xlErrNA
            Case Else
                RoiXlIsUnknown = True
        End Select
    ElseIf VarType(cell) = vbString Then
        RoiXlIsUnknown = (Len(cell) = 0)
    End If
End Function

Private Function RoiXlStandIn(ByRef cell As Variant) As Variant
    If IsError(cell) Then
        'xlwings would hand over an error younger than the seven that it knows, such as #SPILL!, as a number
        RoiXlStandIn = CVErr(xlErrValue)
    Else
        'and the empty text of a formula as a blank cell, so that text would count as 0; this space has no width
        RoiXlStandIn = ChrW(8203)
    End If
End Function

Private Function RoiXlAnswer(ByVal reply As Variant) As Variant
    'xlwings hands back one value, a row in one dimension, or rows in two
    Dim i As Long, j As Long
    If Not IsArray(reply) Then
        RoiXlAnswer = RoiXlError(reply)
        Exit Function
    End If
    If RoiXlDimensions(reply) = 1 Then
        For i = LBound(reply) To UBound(reply)
            reply(i) = RoiXlError(reply(i))
        Next i
    Else
        For i = LBound(reply, 1) To UBound(reply, 1)
            For j = LBound(reply, 2) To UBound(reply, 2)
                reply(i, j) = RoiXlError(reply(i, j))
            Next j
        Next i
    End If
    RoiXlAnswer = reply
End Function

Private Function RoiXlDimensions(ByRef block As Variant) As Long
    Dim last As Long
    RoiXlDimensions = 1
    On Error GoTo done
    last = UBound(block, 2)
    RoiXlDimensions = 2
done:
End Function

Private Function RoiXlError(ByRef reply As Variant) As Variant
    RoiXlError = reply
    If VarType(reply) <> vbString Then Exit Function
    Select Case reply
        Case "#NULL!": RoiXlError = CVErr(xlErrNull)
        Case "#DIV/0!": RoiXlError = CVErr(xlErrDiv0)
        Case "#VALUE!": RoiXlError = CVErr(xlErrValue)
        Case "#REF!": RoiXlError = CVErr(xlErrRef)
        Case "#NAME?": RoiXlError = CVErr(xlErrName)
        Case "#NUM!": RoiXlError = CVErr(xlErrNum)
        Case "#N/A": RoiXlError = CVErr(xlErrNA)
    End Select
End Function
