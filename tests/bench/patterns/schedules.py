"""Loans, depreciation and investments: closed forms in decimal arithmetic of forty digits."""

from __future__ import annotations

from decimal import Decimal

from patterns.arithmetic import SCALES, amount, half_up

_CLOSE = 1e-11  # powers and sums of many doubles beside forty digits


def _near(value):
    return _CLOSE * float(abs(value)) + 1e-9


def _payment(rate, count, loan):
    return loan * rate / (1 - (1 + rate) ** -count) if rate else loan / count


def loan_schedule(page):
    """A loan: rate, term and amount, payments split into interest and principal, the balance by month."""
    random, top = page.random, page.row
    yearly = Decimal(random.randint(5, 140)).scaleb(-3)
    count = random.choice((6, 12, 24, 36, 60))
    loan = Decimal(random.randint(10, 5000)) * 100
    page.put_row(top, 1, (yearly, count, loan))
    rate, term, sum_of = f"$A${top}/12", f"$B${top}", f"$C${top}"
    monthly = yearly / 12
    payment = _payment(monthly, count, loan)
    page.formula(top, 4, f"PMT({rate},{term},-{sum_of})", payment, slack=_near(payment))
    balance = loan
    page.formula(top, 8, f"C{top}", loan)
    for number in range(1, 7):
        row, interest = top + number, balance * monthly
        principal = payment - interest
        balance -= principal
        page.put(row, 1, number)
        page.formula(row, 2, f"H{row - 1}*{rate}", interest, slack=_near(loan))
        page.formula(row, 3, f"$D${top}-B{row}", principal, slack=_near(loan))
        page.formula(row, 4, f"IPMT({rate},A{row},{term},-{sum_of})", interest, slack=_near(loan))
        page.formula(row, 5, f"PPMT({rate},A{row},{term},-{sum_of})", principal, slack=_near(loan))
        page.formula(row, 8, f"H{row - 1}-C{row}", balance, slack=_near(loan), is_free=True)
        page.formula(row, 6, f'IF(ROUND(B{row}-D{row},6)=0,"OK","ERROR")', "OK")
        page.formula(
            row, 7, f"FV({rate},A{row},$D${top},-{sum_of})", balance, slack=_near(loan), is_free=True
        )
    paid = loan - balance
    page.formula(top + 7, 2, f"-CUMIPMT({rate},{term},{sum_of},1,6,0)", payment * 6 - paid, slack=_near(loan))
    page.formula(top + 7, 3, f"-CUMPRINC({rate},{term},{sum_of},1,6,0)", paid, slack=_near(loan))
    page.formula(top + 7, 4, f"ROUND(NPER({rate},-D{top},{sum_of}),8)", count)
    page.formula(top + 7, 5, f"ROUND(RATE({term},-D{top},{sum_of})*12,10)", yearly)
    page.formula(top + 7, 6, f"PV({rate},{term},-D{top})", loan, slack=_near(loan))
    page.formula(top + 7, 7, f"SUM(B{top + 1}:C{top + 6})-6*D{top}", 0, slack=1e-7, is_free=True)
    page.row += 10


def depreciation(page):
    """An asset written off: straight line, sum of the years, declining balance, and the book value."""
    random, top = page.random, page.row
    cost = amount(random, SCALES["whole"]) + 5000
    salvage = (cost * random.randint(0, 20) / 100).quantize(Decimal(1))
    life = random.randint(3, 10)
    page.put_row(top, 1, (cost, salvage, life))
    base = f"$A${top},$B${top},$C${top}"
    line = (cost - salvage) / life
    page.formula(top, 4, f"SLN({base})", line)
    book, declining, factor = cost, cost, Decimal(2) / life
    page.formula(top, 8, f"A{top}", cost)
    for year in range(1, life + 1):
        row = top + year
        page.put(row, 1, year)
        digits = (cost - salvage) * (life - year + 1) * 2 / (life * (life + 1))
        off = min(declining * factor, max(declining - salvage, Decimal(0)))
        declining -= off
        book -= line
        page.formula(row, 2, f"SYD({base},A{row})", digits, slack=_near(cost))
        page.formula(row, 3, f"DDB({base},A{row})", off, slack=_near(cost), is_free=True)
        page.formula(row, 4, f"MIN($D${top},H{row - 1}-$B${top})", line, slack=_near(cost))
        page.formula(row, 8, f"H{row - 1}-D{row}", book, slack=_near(cost), is_free=True)
        page.formula(row, 5, f"IF(A{row}>$C${top},0,($A${top}-$B${top})/$C${top})", line)
        page.formula(row, 6, f"ROUND($A${top}-SUM($D${top + 1}:D{row})-H{row},4)", 0)
    page.formula(top + life + 1, 2, f"SUM(B{top + 1}:B{top + life})", cost - salvage, slack=_near(cost))
    verdict = f'IF(ROUND(H{top + life},2)=ROUND(B{top},2),"written off","check")'
    page.formula(top + life + 1, 3, verdict, "written off")
    page.row += life + 4


def investment(page):
    """Flows of five years: present value, factors, a rate of return that is known, payback, compounding."""
    random, top = page.random, page.row
    rate = Decimal(random.randint(10, 200)).scaleb(-3)
    flows = [amount(random, SCALES["usual"]) for _ in range(5)]
    price = half_up(sum(flow / (1 + rate) ** (year + 1) for year, flow in enumerate(flows)), 2)
    page.put(top, 1, rate)
    page.put(top + 1, 1, -price)
    area = page.put_column(top + 2, 1, flows)
    worth = sum(flow / (1 + rate) ** (year + 1) for year, flow in enumerate(flows))
    page.formula(top, 2, f"NPV(A{top},{area})", worth, slack=_near(worth))
    page.formula(top, 3, f"ROUND(NPV(A{top},{area})+A{top + 1},2)", half_up(worth - price))
    page.formula(top, 4, f"ROUND(IRR(A{top + 1}:A{top + 6}),6)", half_up(_return(price, flows, rate), 6))
    so_far = -price
    for number, flow in enumerate(flows):
        row, years = top + 2 + number, number + 1
        so_far += flow
        page.formula(row, 2, f"1/(1+$A${top})^{years}", (1 + rate) ** -years)
        page.formula(row, 3, f"A{row}*B{row}", flow * (1 + rate) ** -years)
        page.formula(row, 4, f"SUM($A${top + 1}:A{row})", so_far, slack=1e-9, is_free=True)
        page.formula(row, 5, f'IF(ROUND(D{row},2)>=0,"repaid","open")', "repaid" if so_far >= 0 else "open")
        page.formula(row, 6, f"A{row}*(1+$A${top})^({5 - years})", flow * (1 + rate) ** (5 - years))
        page.formula(row, 7, f"PV($A${top},{years},0,-A{row})", flow * (1 + rate) ** -years)
    page.formula(top + 7, 2, f"SUMPRODUCT({area},B{top + 2}:B{top + 6})", worth, slack=_near(worth))
    page.formula(top + 7, 3, f"FV(A{top},5,0,A{top + 1})", price * (1 + rate) ** 5, slack=_near(worth) * 3)
    page.formula(top + 7, 4, f"EFFECT(A{top},12)", (1 + rate / 12) ** 12 - 1, slack=1e-14)
    page.formula(top + 7, 5, f"SUM({area})/-A{top + 1}-1", sum(flows) / price - 1, slack=1e-14)
    page.row += 10


def _return(price, flows, guess):
    """The rate at which some flows are worth their price: Newton's steps on forty digits."""
    rate = guess
    for _ in range(12):
        worth = sum(flow / (1 + rate) ** (year + 1) for year, flow in enumerate(flows)) - price
        slope = sum(-(year + 1) * flow / (1 + rate) ** (year + 2) for year, flow in enumerate(flows))
        rate -= worth / slope
    return rate
