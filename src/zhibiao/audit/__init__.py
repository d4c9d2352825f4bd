"""Audit of target tables: rules, findings, reports."""

from zhibiao.audit.catalogue import RuleInfo, catalogue, explain
from zhibiao.audit.engine import AuditError, audit
from zhibiao.audit.findings import Finding, Report
from zhibiao.audit.report_json import render_json
from zhibiao.audit.report_text import render_text

__all__ = ["AuditError", "Finding", "Report", "RuleInfo", "audit", "catalogue", "explain", "render_json", "render_text"]
