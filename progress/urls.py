"""進行管理の部屋の URL。"""

from django.urls import path

from progress import (
    approval_views,
    committee_views,
    common_views,
    deliberation_views,
    draft_views,
    evidence_views,
    excel_views,
    half_year_views,
    next_plan_views,
    opinion_views,
    plan_book_views,
    revising_views,
    summary_views,
    taking_in_views,
    views,
)
from progress.deeds import BUTTON_VERBS
from progress.opinion_desk import PAGE_VERBS

urlpatterns = [
    path("my/", views.my_page, name="my"),
    path("common/", common_views.fill_common, name="common"),
    path("excel/", excel_views.write_in_excel, name="entry_excel"),
    path("excel/file/", excel_views.send_entry_book, name="entry_excel_file"),
    path("excel/<int:import_id>/", excel_views.check_import, name="entry_import"),
    path("records/<int:record_id>/draft/", draft_views.keep, name="record_draft"),
    path(
        "records/<int:record_id>/draft/discard/", draft_views.discard, name="record_draft_discard"
    ),
    path("plan-book/", plan_book_views.plan_book, name="plan_book"),
    path("plan-book/plan.xlsx", plan_book_views.send_plan_book, name="plan_book_file"),
    path("plan-book/template.xlsx", plan_book_views.send_template, name="plan_book_template"),
    path(
        "plan-book/<int:plan_import_id>/",
        plan_book_views.check_plan_book,
        name="plan_book_import",
    ),
    path("next-plan/", next_plan_views.next_plan, name="next_plan"),
    path("next-plan/discard/", next_plan_views.discard_preparing_plan, name="discard_plan"),
    path("revisions/draft/", revising_views.revision_draft, name="revision_draft"),
    path(
        "revisions/draft/items/<int:number>/",
        revising_views.revision_draft_item,
        name="revision_draft_item",
    ),
    path("revisions/draft/discard/", revising_views.revision_discard, name="revision_discard"),
    path("revisions/draft/enforce/", revising_views.revision_enforce, name="revision_enforce"),
    path("half-year/", half_year_views.check_half_year, name="half_year"),
    path("half-year/list/", half_year_views.list_half_year, name="half_year_list"),
    path("records/<int:record_id>/evidence/", evidence_views.show_evidence, name="record_evidence"),
    path("evidence/<int:evidence_id>/", evidence_views.send_evidence, name="evidence_file"),
    path(
        "evidence/<int:evidence_id>/remove/", evidence_views.drop_evidence, name="evidence_remove"
    ),
    path("opinions/", opinion_views.list_opinions, name="opinions"),
    path("opinions/new/", taking_in_views.take_in_opinions, name="take_in"),
    path("opinions/new/book.xlsx", taking_in_views.send_opinion_book, name="take_in_book"),
    path("opinions/<int:opinion_id>/", opinion_views.show_opinion, name="opinion"),
    *(
        path(
            f"opinions/<int:opinion_id>/{verb}/",
            opinion_views.perform_on_opinion,
            {"verb": verb},
            name=f"opinion_{verb}",
        )
        for verb in PAGE_VERBS
    ),
    path("committee/", committee_views.committee_page, name="committee"),
    path("committee/<int:review_id>/new/", committee_views.begin_opinion, name="committee_begin"),
    path(
        "committee/opinions/<int:draft_id>/",
        committee_views.write_opinion,
        name="committee_opinion",
    ),
    path(
        "committee/opinions/<int:draft_id>/keep/",
        committee_views.keep_opinion_draft,
        name="committee_opinion_keep",
    ),
    path("deliberation/", deliberation_views.list_deliberation, name="deliberation"),
    path(
        "deliberation/<int:record_id>/", deliberation_views.show_record, name="deliberation_record"
    ),
    path(
        "deliberation/<int:record_id>/rating/",
        deliberation_views.save_rating,
        name="deliberation_rating",
    ),
    path(
        "deliberation/<int:record_id>/improvement/",
        deliberation_views.save_improvement,
        name="deliberation_improvement",
    ),
    path("summaries/", summary_views.edit_summaries, name="summaries"),
    *(
        path(f"{desk.name}/", approval_views.show_desk, {"desk": desk}, name=desk.name)
        for desk in (approval_views.APPROVALS, approval_views.FINALIZATIONS)
    ),
    *(
        path(
            f"records/<int:record_id>/parts/<int:department_id>/{change}/",
            views.change_part,
            {"change": change},
            name="record_part",
        )
        for change in views.PART_CHANGES
    ),
    *(
        path(
            f"records/<int:record_id>/{verb}/",
            views.perform_deed,
            {"verb": verb},
            name="record_deed",
        )
        for verb in BUTTON_VERBS
    ),
]
