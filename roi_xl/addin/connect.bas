'Binds the formulas of a workbook to this add-in, wherever they pointed when it was saved.

Public Sub ConnectThisWorkbook()
    If ActiveWorkbook Is Nothing Then
        MsgBox "Open a workbook first.", vbExclamation, "Training ROI"
    Else
        MsgBox Connected(ActiveWorkbook), vbInformation, "Training ROI"
    End If
End Sub

Private Function Connected(ByVal book As Object) As String
    'What was done, in words; a message box shows no more than 1,024 characters
    Dim sheet As Object, entered As Long, plain As Long, locked As String, refused As String
    Dim calculation As Long, events As Boolean, fills As Boolean
    calculation = Application.Calculation
    events = Application.EnableEvents
    fills = Application.AutoCorrect.AutoFillFormulasInLists
    On Error GoTo failed
    Application.Calculation = xlCalculationManual
    Application.EnableEvents = False
    'or Excel would copy a formula that is re-entered into the rest of its table column
    Application.AutoCorrect.AutoFillFormulasInLists = False
    For Each sheet In book.Worksheets
        ConnectSheet sheet, entered, plain, locked, refused
    Next sheet
    ConnectNames book, entered, refused
restore:
    On Error Resume Next
    Application.AutoCorrect.AutoFillFormulasInLists = fills
    Application.EnableEvents = events
    Application.Calculation = calculation
    On Error GoTo 0
    Connected = "Formulas connected: " & entered & "."
    If plain > 0 Then Connected = Connected & vbLf & "On protected sheets, and fine as they are: " & plain & _
        ". They call the functions by their plain names, which Excel looks up when it opens the workbook."
    If locked <> "" Then Connected = Connected & vbLf & "These sheets are protected, so formulas there are " & _
        "not connected yet: " & locked & "." & vbLf & "Choose Review > Unprotect Sheet on each (the sheets of " & _
        "roi-xl's workbooks have no password), then connect again."
    If refused <> "" Then Connected = Connected & vbLf & "Excel refused:" & refused
    Exit Function
failed:
    Note refused, vbLf & Left$(Err.Description, 150), 450
    Resume restore
End Function

Private Sub Note(ByRef list As String, ByVal entry As String, ByVal most As Long)
    If Right$(list, 3) = "..." Then Exit Sub
    If Len(list) + Len(entry) > most Then list = list & Left$(entry, 1) & "..." Else list = list & entry
End Sub

Private Sub ConnectSheet(ByVal sheet As Object, ByRef entered As Long, ByRef plain As Long, _
    ByRef locked As String, ByRef refused As String)
    Dim formulas As Variant, i As Long, j As Long, cell As Object, notYet As Boolean
    formulas = sheet.UsedRange.Formula
    If Not IsArray(formulas) Then
        Dim only(1 To 1, 1 To 1) As Variant
        only(1, 1) = formulas
        formulas = only
    End If
    For i = 1 To UBound(formulas, 1)
        For j = 1 To UBound(formulas, 2)
            If CallsTrainingRoi(formulas(i, j)) Then
                Set cell = sheet.UsedRange.Cells(i, j)
                If Not cell.HasFormula Then
                    'a text that only looks like a formula
                ElseIf sheet.ProtectContents Then
                    If IsBound(cell) Then plain = plain + 1 Else notYet = True
                ElseIf IsFirst(cell) Then
                    Enter cell, entered, refused
                End If
            End If
        Next j
    Next i
    If notYet Then Note locked, IIf(locked = "", "", ", ") & sheet.Name, 250
End Sub

Private Function IsBound(ByVal cell As Object) As Boolean
    'By a plain name, that is, one that Excel has found
    If Bound(cell.Formula) <> cell.Formula Then Exit Function
    IsBound = True
    If IsError(cell.Value) Then IsBound = (CLng(cell.Value) <> xlErrName)
End Function

Private Function IsFirst(ByVal cell As Object) As Boolean
    'Cells that a formula of another cell fills can't be entered on their own
    If IsSpilled(cell) Then
        IsFirst = (cell.SpillParent.Address = cell.Address)
    ElseIf cell.HasArray Then
        IsFirst = (cell.CurrentArray.Cells(1, 1).Address = cell.Address)
    Else
        IsFirst = True
    End If
End Function

Private Function IsSpilled(ByVal cell As Object) As Boolean
    On Error Resume Next 'Excel before 2021 has no such property
    IsSpilled = cell.HasSpill
End Function

Private Sub Enter(ByVal cell As Object, ByRef entered As Long, ByRef refused As String)
    'Every kind of formula goes in the way it is: one that may spill, an ordinary one, an array formula
    On Error GoTo failed
    If cell.HasArray And Not IsSpilled(cell) Then
        cell.CurrentArray.FormulaArray = Bound(cell.Formula)
    ElseIf KnowsFormula2(cell) Then
        cell.Formula2 = Bound(cell.Formula2)
    Else
        cell.Formula = Bound(cell.Formula)
    End If
    entered = entered + 1
    Exit Sub
failed:
    Note refused, vbLf & cell.Worksheet.Name & "!" & cell.Address(False, False) & ": " & Left$(Err.Description, 150), 450
End Sub

Private Function KnowsFormula2(ByVal cell As Object) As Boolean
    Dim text As Variant
    On Error Resume Next
    text = cell.Formula2
    KnowsFormula2 = (Err.Number = 0)
End Function

Private Sub ConnectNames(ByVal book As Object, ByRef entered As Long, ByRef refused As String)
    Dim defined As Object
    For Each defined In book.Names
        If CallsTrainingRoi(defined.RefersTo) Then
            On Error Resume Next
            defined.RefersTo = Bound(defined.RefersTo)
            If Err.Number = 0 Then
                entered = entered + 1
            Else
                Note refused, vbLf & Left$(defined.Name, 100) & ": " & Left$(Err.Description, 150), 450
            End If
            On Error GoTo 0
        End If
    Next defined
End Sub

Private Function CallsTrainingRoi(ByVal formula As Variant) As Boolean
    Dim calls As Long
    If VarType(formula) <> vbString Then Exit Function
    If Left$(formula, 1) <> "=" Then Exit Function
    Rewritten formula, calls
    CallsTrainingRoi = (calls > 0)
End Function

Private Function Bound(ByVal formula As String) As String
    Dim calls As Long
    Bound = Rewritten(formula, calls)
End Function

Private Function Rewritten(ByVal formula As String, ByRef calls As Long) As String
    'The formula with our functions under their plain names; texts and references are copied as they are
    Dim at As Long, start As Long, operand As String
    at = 1
    Do While at <= Len(formula)
        start = at
        If Mid$(formula, at, 1) = """" Then
            at = AfterQuotes(formula, at)
        Else
            at = AfterOperand(formula, at)
        End If
        If at = start Then at = at + 1
        operand = Mid$(formula, start, at - start)
        If Mid$(formula, at, 1) = "(" Then operand = Spelled(operand, calls)
        Rewritten = Rewritten & operand
    Loop
End Function

Private Function AfterOperand(ByVal formula As String, ByVal at As Long) As Long
    'A reference or the name of a function, with everything that may qualify it
    Dim sign As String
    If Mid$(formula, at, 1) = "#" Then at = at + 1 '#REF! stands where a lost link was
    Do While at <= Len(formula)
        sign = Mid$(formula, at, 1)
        If sign = "'" Then
            at = AfterQuotes(formula, at)
        ElseIf sign = "[" Then
            at = AfterBrackets(formula, at)
        ElseIf sign Like "[A-Za-z0-9_.]" Or InStr("!\?", sign) > 0 Or AscW(sign) > 127 Or AscW(sign) < 0 Then
            at = at + 1
        Else
            Exit Do
        End If
    Loop
    AfterOperand = at
End Function

Private Function AfterQuotes(ByVal formula As String, ByVal at As Long) As Long
    'A doubled quote stands for itself
    Dim quote As String
    quote = Mid$(formula, at, 1)
    Do
        at = InStr(at + 1, formula, quote)
        If at = 0 Then
            AfterQuotes = Len(formula) + 1
            Exit Function
        End If
        If Mid$(formula, at + 1, 1) <> quote Then Exit Do
        at = at + 1
    Loop
    AfterQuotes = at + 1
End Function

Private Function AfterBrackets(ByVal formula As String, ByVal at As Long) As Long
    'Brackets nest in references to tables, and an apostrophe there takes the next sign literally
    Dim depth As Long
    Do While at <= Len(formula)
        Select Case Mid$(formula, at, 1)
            Case "[": depth = depth + 1
            Case "]": depth = depth - 1
            Case "'": at = at + 1
        End Select
        at = at + 1
        If depth = 0 Then Exit Do
    Loop
    AfterBrackets = at
End Function

Private Function Spelled(ByVal operand As String, ByRef calls As Long) As String
    Dim mark As Long, plain As String
    Spelled = operand
    mark = InStrRev(operand, "!")
    If mark > 0 Then
        If Not IsAddIn(Left$(operand, mark - 1)) Then Exit Function
    End If
    plain = PlainName(Mid$(operand, mark + 1))
    If plain = "" Then Exit Function
    calls = calls + 1
    Spelled = plain
End Function

Private Function IsAddIn(ByVal place As String) As Boolean
    'The file of an add-in, the number of a link to one, or what is left of a lost link
    place = Replace(LCase$(place), "'", "")
    If Left$(place, 1) = "[" And Right$(place, 1) = "]" Then
        place = Mid$(place, 2, Len(place) - 2)
        IsAddIn = Not (place Like "*[!0-9]*") 'without brackets a number is the name of a sheet
    End If
    'in SharePoint and OneDrive an address may have a query
    If InStr(place, "://") > 0 And InStr(place, "?") > 0 Then place = Left$(place, InStr(place, "?") - 1)
    IsAddIn = IsAddIn Or place Like "*.xlam" Or place Like "*.xla" Or place Like "*.xll" Or place = "#ref"
End Function

Private Function PlainName(ByVal text As String) As String
    'Of one of our functions, also as other kinds of add-in are spelled; "" for every other function
    Dim prefix As Variant, at As Long
    text = UCase$(text)
    For Each prefix In Array("_XLFN.", "_XLL.", "_XLUDF.", "XLW.", "XLWINGS.", "ROI.")
        If Left$(text, Len(prefix)) = prefix Then text = Mid$(text, Len(prefix) + 1)
    Next prefix
    If Left$(text, 8) = "_XLDUDF_" Then
        'the namespace of an add-in of the other kind, in JavaScript, follows; it may hold underscores itself
        Do
            at = InStr(text, "_")
            If at = 0 Then Exit Function
            text = Mid$(text, at + 1)
        Loop Until IsTrainingRoi(text)
    End If
    If IsTrainingRoi(text) Then PlainName = text
End Function
