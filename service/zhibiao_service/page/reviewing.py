"""审核: documents in, findings beside the tables as they stand, and the documents back with comments."""

from __future__ import annotations

from pathlib import PurePosixPath

from nicegui import events, ui

from zhibiao.audit.findings import Finding
from zhibiao.audit.grading import grade_shown
from zhibiao.domain.tables import Project
from zhibiao.files import shown_name
from zhibiao.messages import InputError, ZhibiaoError, say
from zhibiao.recommend.suggestion import ModelName
from zhibiao_service.page.backend import Dismissal, Feedback, ReportKind
from zhibiao_service.page.elements import Tag, button, cell_field, fresh_id, notice, told
from zhibiao_service.page.review import MAX_FILES, File, Review
from zhibiao_service.page.review_list import ReviewList
from zhibiao_service.page.review_table import ReviewTable
from zhibiao_service.page.session import Session

_NAMES = {"docx": "批注", "html": "审核报告", "sarif": "审核报告", "json": "审核报告"}
REASONS = (
    ("误报，写法没有问题", "False alarm"),
    ("情况属实，另有文件依据", "True, with grounds of its own"),
    ("已另行处理", "Dealt with elsewhere"),
)


class Reviewing:
    """The view, and everything that happens in it."""

    def __init__(self, session: Session) -> None:
        self.session = session

    @property
    def review(self) -> Review:
        return self.session.review

    def draw(self) -> None:
        """Draw the place to put documents, their progress, and what was found."""
        self._draw_upload()
        self._files = Tag("section", class_="files", aria_label=say("文件", "Files"), aria_live="polite")
        self._results = Tag("div", class_="results")
        self._dialog = ui.dialog()
        self.list = ReviewList(self)
        self.table = ReviewTable(self)
        self.draw_files()
        self.draw_results()

    def _draw_upload(self) -> None:
        limit = self.session.settings.upload_limit
        arrived, rejected = told(self._arrived), told(self._rejected)
        upload = ui.upload(
            multiple=True,
            auto_upload=True,
            max_file_size=limit,
            max_files=MAX_FILES,
            on_upload=lambda event: arrived(event),
            on_rejected=lambda _: rejected(),
        )
        upload.classes("uploader").props('aria-hidden="true"')
        self._drop = Tag("div", class_="drop")
        with self._drop as place:
            with Tag("div"):
                Tag("h1", say("审核绩效目标表", "Audit target tables"), "drop-title")
                kinds = say(
                    f"把文件拖到这里，或点“选择文件”。可一次放入多份，每份不超过{limit // 1_000_000} MB。",
                    f"Drop files here or choose them; several at once, up to {limit // 1_000_000} MB each.",
                )
                Tag("p", kinds, "quiet")
            choose = Tag("button", say("选择文件", "Choose files"), "button primary", type="button")
            choose.on("click", js_handler=f"() => getElement({upload.id}).$refs.qRef.pickFiles()")
        place.on("dragover", js_handler="(e) => { e.preventDefault(); e.currentTarget.classList.add('over'); }")
        place.on("dragleave", js_handler="(e) => e.currentTarget.classList.remove('over')")
        place.on(
            "drop",
            js_handler="(e) => { e.preventDefault(); e.currentTarget.classList.remove('over'); "
            f"getElement({upload.id}).$refs.qRef.addFiles(e.dataTransfer.files); }}",
        )

    def _rejected(self) -> None:
        limit = self.session.settings.upload_limit // 1_000_000
        raise InputError(
            say(
                f"有文件超过{limit} MB，或一次多于{MAX_FILES}份，没有上传。",
                f"files over {limit} MB, or more than {MAX_FILES}, were not uploaded.",
            )
        )

    async def _arrived(self, event: events.UploadEventArguments) -> None:
        if len(self.review.files) >= MAX_FILES:
            raise InputError(say(f"一次最多审核{MAX_FILES}份，请先移去一些。", f"at most {MAX_FILES} files at once; remove some first."))
        name = PurePosixPath(event.file.name.replace("\\", "/")).name[:200] or "document"
        file = File(name, event.file.size(), "working")
        self.review.files.append(file)
        self.draw_files()
        try:
            file.reviewed = await self.session.backend.review(name, await event.file.read())
            file.state = "done"
        except ZhibiaoError as error:
            file.state, file.why = "refused", str(error)
        if self._results.is_deleted:  # another part of the page was shown meanwhile
            if self.session.view == "review":
                self.session.show_part()
            return
        if file not in self.review.files:
            return  # removed meanwhile
        if file.reviewed is not None and self.review.current is file:
            self.review.table = None
        self.draw_files()
        self.draw_results()

    def draw_files(self) -> None:
        """Draw the files on their way, and those refused with the reason."""
        self._files.clear()
        files = self.review.files
        self._drop.classes(add="compact" if files else "", remove="" if files else "compact")
        if not files:
            return
        done = sum(file.state in ("done", "refused") for file in files)
        with self._files:
            with Tag("div", class_="files-head"):
                Tag("span", say(f"已完成{done}/{len(files)}份", f"{done} of {len(files)} done"), "quiet")
                if done < len(files):
                    Tag("progress", class_="progress", max=len(files), value=done, aria_label=say("进度", "Progress"))
            with Tag("ul", class_="file-list"):
                for file in files:
                    self._draw_file(file)

    def _draw_file(self, file: File) -> None:
        current = self.review.current is file
        with Tag("li", class_=f"file {file.state}{' current' if current else ''}"):
            shown = shown_name(file.name)
            if file.reviewed is not None:
                summary = file.reviewed.report.summary
                made = button(shown, lambda: self.pick_file(file), "plain file-name", aria_pressed="true" if current else "false")
                made.set("title", shown)
                Tag(
                    "span",
                    say(
                        f"错误{summary.error} 警告{summary.warning} 提示{summary.info}",
                        f"{summary.error} / {summary.warning} / {summary.info}",
                    ),
                    "quiet",
                )
            else:
                Tag("span", shown, "file-name")
                words = {"waiting": say("等待", "waiting"), "working": say("正在审核…", "working…"), "refused": file.why, "done": ""}
                Tag("span", words[file.state], "wrong" if file.state == "refused" else "quiet")
            button("×", lambda: self._remove(file), "small plain", aria_label=say(f"移去：{shown}", f"Remove: {shown}"))

    def _remove(self, file: File) -> None:
        self.review.files.remove(file)
        self.draw_files()
        self.draw_results()

    def draw_results(self) -> None:
        """Draw findings and table of the file shown."""
        self._results.clear()
        file = self.review.current
        if file is None:
            return
        with self._results:
            self._draw_summary(file)
            with Tag("div", class_="split review"):
                with Tag("section", class_="side", aria_label=say("问题", "Findings")):
                    self.list.draw(file)
                with Tag("section", class_="content", aria_label=say("绩效目标表", "Tables")):
                    self.table.draw(file)

    def _draw_summary(self, file: File) -> None:
        standing = self.review.standing(file).report
        summary = standing.summary
        with Tag("div", class_="content-head"):
            with Tag("div"):
                Tag("h2", shown_name(file.name), "content-title")
                parts = [
                    say(
                        f"{sum(len(one.tables) for one in standing.files)}张表", f"{sum(len(one.tables) for one in standing.files)} tables"
                    ),
                    say(
                        f"错误 {summary.error}　警告 {summary.warning}　提示 {summary.info}",
                        f"errors {summary.error}, warnings {summary.warning}, notes {summary.info}",
                    ),
                ]
                if summary.grade is not None:
                    parts.append(
                        say(
                            f"预估等级 {grade_shown(summary.grade)}（{summary.score}分）",
                            f"estimated {grade_shown(summary.grade)} ({summary.score})",
                        )
                    )
                Tag("p", "　".join(parts), "counts", role="status")
                notes = [note for one in standing.files for note in one.notes]
                notes += [f"{one.where}：{one.why}" for one in file.reviewed.document.unread[:5]] if file.reviewed else []
                for note in notes:
                    Tag("p", note, "quiet")
            with Tag("div", class_="actions"):
                button(say("下载批注文档", "Commented Word"), lambda: self.download("docx"), "primary", data_download="docx")
                with Tag("details", class_="menu"):
                    Tag("summary", say("其他格式", "Other formats"), "button")
                    with Tag("div", class_="menu-items"):
                        kinds: tuple[tuple[ReportKind, str], ...] = (
                            ("html", say("网页报告", "Web page")),
                            ("sarif", "SARIF"),
                            ("json", "JSON"),
                        )
                        for kind, words in kinds:
                            button(f"{words}（.{kind}）", lambda kind=kind: self.download(kind), "menu-item", data_download=kind)

    # what people do

    def pick_file(self, file: File) -> None:
        """Show another file."""
        self.review.file, self.review.table, self.review.chosen = file.id, None, None
        self.draw_files()
        self.draw_results()

    def pick_finding(self, file: File, finding: Finding) -> None:
        """Show a finding at its cell."""
        self.review.chosen = finding.fingerprint
        if finding.table is not None and finding.table != self.review.table:
            self.review.table = finding.table
            self.table.redraw(file)
        self.list.show_chosen()
        self.table.show_chosen(finding)

    def ask_why(self, file: File, finding: Finding) -> None:
        """Ask for the reason of a dismissal."""
        title, typed = fresh_id("title"), {"reason": ""}
        self._dialog.clear()
        with self._dialog, Tag("div", class_="dialog narrow", role="dialog", aria_modal="true", aria_labelledby=title):
            with Tag("div", class_="dialog-head"):
                Tag("h2", say("忽略这条问题", "Dismiss this finding"), id=title)
                button("×", self._dialog.close, "plain small", aria_label=say("关闭", "Close"))
            Tag("p", f"{finding.code}　{finding.message}", "quiet")
            with Tag("div", class_="reasons"):
                for zh, en in REASONS:
                    reason = say(zh, en)
                    button(reason, lambda reason=reason: self.dismiss(file, finding, reason))
            label = Tag("label", say("其他原因", "Another reason"), "field-label")
            box = cell_field("", lambda text: typed.update(reason=text), lines=2, most=500, class_="input")
            label.set("for", box.html_id)
            with Tag("div", class_="actions"):
                button(say("忽略", "Dismiss"), lambda: self.dismiss(file, finding, typed["reason"].strip()), "primary", data_dismiss="own")
        self._dialog.open()

    async def dismiss(self, file: File, finding: Finding, reason: str) -> None:
        """Take a finding off the list, with the reason; the service is told."""
        if not reason:
            raise InputError(say("请写明原因。", "give a reason."))
        self._dialog.close()
        self.review.dismissed[file.id, finding.fingerprint] = reason
        self.review.chosen = None
        self.draw_results()
        assert file.reviewed is not None
        tables = file.reviewed.document.tables
        project = next(
            (one.project for n, one in enumerate(tables, start=1) if (one.source.table if one.source else n) == finding.table), None
        )
        card = await self.session.backend.model()
        await self.session.backend.feedback(
            Feedback(
                draft=f"{self.review.id}-{file.id}",
                model=ModelName(name=card.name, version=card.version),
                project=project or (tables[0].project if tables else Project()),
                dismissed=[Dismissal(finding.code, finding.fingerprint, reason)],
            )
        )
        notice(say("已忽略，不再计入报告。", "dismissed; reports leave it out."))

    def restore(self, file: File, finding: Finding) -> None:
        """Take a dismissal back."""
        self.review.dismissed.pop((file.id, finding.fingerprint), None)
        if not any(number == file.id for number, _ in self.review.dismissed):
            self.review.show_dismissed = False
        self.draw_results()

    async def download(self, kind: ReportKind) -> None:
        """Hand out the report: the document shown with comments, or all documents in another form."""
        current = self.review.current
        assert current is not None
        chosen = [current] if kind == "docx" else self.review.done
        data = await self.session.backend.report([self.review.standing(file) for file in chosen], kind)
        stem = PurePosixPath(current.name).stem if len(chosen) == 1 else say("全部文件", "all")
        ui.download.content(data, f"{stem}_{say(_NAMES[kind], 'audit')}.{kind}")
