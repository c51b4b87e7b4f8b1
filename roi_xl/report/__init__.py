"""Words one page about a programme from its recalculated figures, and says nothing that they don't say."""

from roi_xl.report.content import Audience as Audience
from roi_xl.report.content import Report as Report
from roi_xl.report.report import report_of as report_of
from roi_xl.report.report import reported as reported
