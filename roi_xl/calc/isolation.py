"""How much of an improvement is due to the training."""

from __future__ import annotations

from roi_xl.catalogue import Example, Number, Share, Unit, column, worksheet_function
from roi_xl.errors import CellError


@worksheet_function(
    "ATTRIBUTED_BENEFIT",
    unit=Unit.MONEY,
    lifts=True,
    examples=[
        Example(
            (336_000, 1, 0.7),
            235_200.0,
            "Noe, Employee Training and Development: 20 trainees, confidence 70 %",
        ),
        Example(
            (90_000, 0.4, 0.7),
            25_200.0,
            "Project brief, sales training at 40 % and 70 %: ROI 57.5 % on 16,000",
        ),
        Example((column(1000, -200), 0.5), column(500.0, -100.0), "By hand: a deterioration stays negative"),
        Example((90_000, 1.01), CellError.NUM, "Methodology, section 1: a share above 1"),
    ],
)
def attributed_benefit(benefit: Number, attribution: Share, confidence: Share = 1.0) -> float:
    """The part of a benefit that may be credited to the training, cut by how sure the estimator is of it.

    Confidence is a conservatism haircut, not a statistical interval: 70 % sure means 30 % is given away. A
    blank share or confidence counts as 0 and credits nothing; a confidence that is left out cuts nothing.

    Args:
        benefit: Money of the whole improvement; negative for a deterioration.
        attribution: Share of it that is due to the training, 0 to 1.
        confidence: How sure the source of that share is of it, 0 to 1.

    Returns:
        Money: `benefit × attribution × confidence`.

    Source:
        ROI Institute, Phillips ROI Methodology: guiding principles 5 and 7.
    """
    return benefit * attribution * confidence
