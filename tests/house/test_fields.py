"""Every field that somebody fills in says what it is used for."""

import importlib
import inspect

import pytest
from django import forms

from campaigns.projects.rules import PROJECT
from campaigns.sheets.rules import CASE, FACTS

MODULES = (
    "campaigns.opening.forms",
    "campaigns.opinions.forms",
    "campaigns.people.forms",
    "campaigns.planning.forms.figures",
    "campaigns.planning.forms.filings",
    "campaigns.planning.forms.findings",
    "campaigns.planning.forms.summary",
    "campaigns.planning.forms.units",
    "campaigns.projects.forms",
    "campaigns.sheets.forms.mapping",
    "campaigns.sheets.forms.sheet",
    "campaigns.workbooks.forms",
)
# What a decision's reason is for depends on the decision; a column of a workbook is named by its own head.
SAID_ELSEWHERE = ("DecisionForm", "ColumnsForm")

FORMS = [
    form
    for module in MODULES
    for _name, form in inspect.getmembers(importlib.import_module(module), inspect.isclass)
    if issubclass(form, forms.BaseForm) and form.__module__ == module
    if form.__name__ not in SAID_ELSEWHERE and "token" in form.base_fields  # one without only narrows a list
]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__)
def test_each_field_of_a_form_says_what_it_is_for(form):
    shown = {name: field for name, field in form.base_fields.items() if not isinstance(field.widget, forms.HiddenInput)}
    assert [name for name, field in shown.items() if not field.help_text] == []


def test_each_cell_of_a_sheet_and_of_a_project_says_what_it_is_for():
    assert [field.name for field in (*FACTS, *CASE, *PROJECT) if not field.used_for] == []
