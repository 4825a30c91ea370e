"""Addresses of this desk."""

from django.urls import URLPattern

from huisheng.desks.admin import (
    channels,
    imports,
    keys,
    learning,
    log,
    overview,
    parameters,
    roster,
    seats,
    taxonomy,
    units,
)
from huisheng.desks.pages import page

PAGES: list[URLPattern] = [
    page("admin/", overview.overview, "admin"),
    page("admin/units/", units.units, "admin_units"),
    page("admin/new/unit/", units.new, "admin_new_unit"),
    page("admin/units/<seat:unit>/", units.unit, "admin_unit"),
    page("admin/units/<seat:unit>/do/<slug:deed>/", units.act, "admin_unit_act"),
    page("admin/seats/", seats.seats, "admin_seats"),
    page("admin/new/seat/", seats.new, "admin_new_seat"),
    page("admin/seats/<seat:seat>/", seats.seat, "admin_seat"),
    page("admin/seats/<seat:seat>/do/<slug:deed>/", seats.act, "admin_seat_act"),
    page("admin/roster/", roster.roster, "admin_roster"),
    page("admin/roster/copy/", roster.copy, "admin_roster_copy"),
    page("admin/categories/", taxonomy.versions, "admin_categories"),
    page("admin/categories/begin/", taxonomy.begin, "admin_begin_version"),
    page("admin/categories/<seat:version>/", taxonomy.version, "admin_version"),
    page("admin/categories/<seat:version>/do/<slug:deed>/", taxonomy.change, "admin_version_act"),
    page("admin/duties/", taxonomy.duties, "admin_duties"),
    page("admin/duties/<int:key>/end/", taxonomy.end_duty, "admin_end_duty"),
    page("admin/rules/", parameters.rules, "admin_rules"),
    page("admin/rules/<ref:parameter>/", parameters.rule, "admin_rule"),
    page("admin/rules/change/<int:key>/do/<slug:deed>/", parameters.act, "admin_rule_act"),
    page("admin/learning/", learning.learning, "admin_learning"),
    page("admin/learning/<slug:part>/ask/", learning.ask, "admin_ask_lesson"),
    page("admin/learning/model/<int:key>/do/<slug:deed>/", learning.act, "admin_model_act"),
    page("admin/import/<slug:what>/", imports.upload, "admin_import"),
    page("admin/import/<slug:what>/template.xlsx", imports.template, "admin_template"),
    page("admin/sheets/<int:key>/", imports.sheet, "admin_sheet"),
    page("admin/sheets/<int:key>/do/<slug:deed>/", imports.act, "admin_sheet_act"),
    page("admin/changes/", log.changes, "admin_changes"),
    page("account/channels/", channels.channels, "channels"),
    page("account/channels/<seat:kind>/", channels.new, "new_channel"),
    page("account/channels/<seat:kind>/stop/", channels.stop, "stop_channel"),
    page("account/keys/", keys.keys, "keys"),
    page("account/keys/<int:key>/revoke/", keys.revoke, "revoke_key"),
]
