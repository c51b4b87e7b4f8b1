"""Looks at a workbook as a controller would: its own checks, and the mistakes that any model may have."""

from roi_xl.audit.audit import audit_of as audit_of
from roi_xl.audit.audit import audited as audited
from roi_xl.audit.objection import Audit as Audit
from roi_xl.audit.objection import Objection as Objection
from roi_xl.audit.rule_book import Page as Page
from roi_xl.audit.rule_book import pages as pages
from roi_xl.audit.rule_book import rules_page as rules_page
from roi_xl.audit.rules import RULES as RULES
