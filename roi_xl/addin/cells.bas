'Between a cell and Python: values instead of ranges, true Excel errors instead of their text.

Private RoiXlTrouble As String

Private Function RoiXlCall(ByVal function_name As String, ByRef arguments As Variant) As Variant
    'Neither workbook nor caller is handed over: xlwings would ask Excel about them, and no function needs them
    On Error GoTo failed
    RoiXlCall = RoiXlAnswer(XLPy.CallUDF("roi_xl_udfs", function_name, arguments))
    Exit Function
failed:
    'No traceback in a cell: IFERROR and the like must see an error. ShowTrainingRoiTrouble tells the reason
    RoiXlTrouble = function_name & ": " & RoiXlHeadline(Err.Description)
    RoiXlCall = CVErr(xlErrValue)
End Function

Private Function RoiXlHeadline(ByVal described As String) As String
    'xlwings' DLL turns a traceback of Python round: what happened is its first line. A box shows 1024 characters
    Dim last As Long
    described = Replace(described, vbCr, "")
    last = InStr(described, vbLf)
    If last > 0 Then described = Left$(described, last - 1)
    RoiXlHeadline = Left$(described, 800)
End Function

Public Sub ShowTrainingRoiTrouble()
    If RoiXlTrouble = "" Then
        MsgBox "Every call has reached Python so far.", vbInformation, "Training ROI"
    Else
        MsgBox RoiXlTrouble & vbLf & vbLf & "Run ""roi-xl doctor"" in a terminal.", vbExclamation, "Training ROI"
    End If
End Sub

Private Function RoiXlCells(Optional ByRef given As Variant) As Variant
    'Value2, unlike Value, gives dates and money as the plain numbers that every other host gives
    Dim area As Range
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
    'Of whole columns, the rows down to the last one in use: a million blank cells take seconds to hand over
    Set RoiXlUsed = area
    If area.Rows.Count = area.Worksheet.Rows.Count Then
        With area.Worksheet.UsedRange
            Set RoiXlUsed = area.Resize(.Row + .Rows.Count - 1, area.Columns.Count)
        End With
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

Private Function RoiXlAnswer(ByVal told As Variant) As Variant
    'xlwings hands back one value, a row in one dimension, or rows in two
    Dim i As Long, j As Long
    If Not IsArray(told) Then
        RoiXlAnswer = RoiXlError(told)
        Exit Function
    End If
    If RoiXlDimensions(told) = 1 Then
        For i = LBound(told) To UBound(told)
            told(i) = RoiXlError(told(i))
        Next i
    Else
        For i = LBound(told, 1) To UBound(told, 1)
            For j = LBound(told, 2) To UBound(told, 2)
                told(i, j) = RoiXlError(told(i, j))
            Next j
        Next i
    End If
    RoiXlAnswer = told
End Function

Private Function RoiXlDimensions(ByRef block As Variant) As Long
    Dim last As Long
    RoiXlDimensions = 1
    On Error GoTo done
    last = UBound(block, 2)
    RoiXlDimensions = 2
done:
End Function

Private Function RoiXlError(ByRef told As Variant) As Variant
    RoiXlError = told
    If VarType(told) <> vbString Then Exit Function
    Select Case told
        Case "#NULL!": RoiXlError = CVErr(xlErrNull)
        Case "#DIV/0!": RoiXlError = CVErr(xlErrDiv0)
        Case "#VALUE!": RoiXlError = CVErr(xlErrValue)
        Case "#REF!": RoiXlError = CVErr(xlErrRef)
        Case "#NAME?": RoiXlError = CVErr(xlErrName)
        Case "#NUM!": RoiXlError = CVErr(xlErrNum)
        Case "#N/A": RoiXlError = CVErr(xlErrNA)
    End Select
End Function
