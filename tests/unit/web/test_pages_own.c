/* The pages that have their own design: やること, チェックリスト, 連絡体制図, 資料, 経営層の確認. */
#include "page_sample.h"
#include "web/chart.html.h"
#include "web/checklist.html.h"
#include "web/home.html.h"
#include "web/pack.html.h"
#include "web/review.html.h"
#include "web/scope.html.h"

#define POST(url) {.action = (url), .csrf = "token"}

static const struct form_choice three[] = {
    {"yes", "はい", false}, {"no", "いいえ", true}, {"na", "該当なし", false}};

/* ---- やること ---- */

static const struct home_chapter chapters[] = {
    {"1 体制構築", F "/checklist#c1", "はい 1/1", NULL, {PARTS_OK, "そろい"}},
    {"2 管理・運用", F "/checklist#c2", "はい 7/11", "いいえ4（目標日あり3）", {PARTS_BAD, "不足"}},
    {"3 インシデントへの備え", F "/checklist#c3", "はい 2/3", "いいえ1（目標日なし）", {PARTS_WARN, "注意"}}};
static const struct parts_link figures[] = {{F "/device", "台帳 412台"},
                                            {F "/finding", "未登録 3"},
                                            {F "/device?seen=old", "30日見えない 14"},
                                            {NULL, "最終探索 今日07:30"},
                                            {F "/backup-of-this", "この製品の控え 昨日"}};

static void body_home(struct html *h)
{
    static const struct home_todo todos[] = {
        {{PARTS_BAD, "期限切れ"}, "電子カルテの復旧確認が12か月を過ぎました",
         {F "/checklist#i3-2", "3-(2)"}, {F "/drill/new", "記録する"}},
        {{PARTS_WARN, "今週"}, "台帳にない機器が3台見つかりました", {F "/checklist#i2-1", "2-(1)"},
         {F "/finding", "確かめる"}},
        {{PARTS_WARN, "今週"}, "B社・C社の事業者確認用が未回答です", {F "/checklist#i2-3", "2-(3)"},
         {F "/vendor", "催促状"}},
        {{PARTS_PLAIN, "今月"}, "OSが分からない機器 12台", {F "/checklist#i2-1", "2-(1)"},
         {F "/device?os=", "まとめて直す"}},
        {{PARTS_PLAIN, "今月"}, "院長の確認（11月分）", {NULL, NULL}, {F "/review", "依頼する"}},
    };
    static const struct parts_action actions[] = {{.label = "月次の報告", .url = F "/report"}};

    tpl_home(h, &(struct home_view){.head = {.title = "やること",
                                             .note = "立入検査まで あと46日（2027/01/05 予定）",
                                             .action = actions,
                                             .n_actions = 1},
                                    .todo = todos,
                                    .n_todos = COUNT(todos),
                                    .todo_heading = "いま対応すること（5件）",
                                    .done = {F "/done", "済んだこと 38件"},
                                    .chapter = chapters,
                                    .n_chapters = COUNT(chapters),
                                    .chapter_heading = "チェックリスト 令和6年度版",
                                    .figures = {VIEW(figures)}});
}

static void body_home_first_day(struct html *h)
{
    static const struct home_step first[] = {
        {"施設と管理者を決める", F "/facility", NULL, true},
        {"いまのExcel台帳を取り込む", F "/import", "15分", false},
        {"足りない記載を直す", F "/device?state=lacking", "5分", false},
        {"リモート保守を確かめる", F "/remote_inquiry", "10分", false},
        {"安全管理責任者を登録する", F "/appointment/new", "5分", false},
        {"連絡先を入れる", F "/contact", "10分", false},
    };
    static const struct parts_action actions[] = {
        {.label = "Excelから貼り付け", .url = F "/import", .primary = true}};

    tpl_home(h, &(struct home_view){.head = {.title = "やること", .action = actions, .n_actions = 1},
                                    .todo_heading = "期限のあるもの",
                                    .step = first,
                                    .n_steps = COUNT(first)});
}

static void body_home_quiet(struct html *h)
{
    static const struct parts_action actions[] = {
        {.label = "チェックリストを見る", .url = F "/checklist", .primary = true}};

    tpl_home(h, &(struct home_view){.head = {.title = "やること", .action = actions, .n_actions = 1},
                                    .todo_heading = "いま対応すること",
                                    .chapter = chapters,
                                    .n_chapters = COUNT(chapters),
                                    .chapter_heading = "チェックリスト 令和6年度版"});
}

/* ---- チェックリスト ---- */

static void body_checklist(struct html *h)
{
    static const struct parts_link lacking[] = {{F "/device?software_version=不明", "一覧"}};
    static const struct parts_link reviews[] = {{F "/review/1", "議事録"}};
    static const struct checklist_reason officer[] = {
        {PARTS_OK, "田中 次郎（副院長）が2026/04/01から在任", {NULL, 0}}};
    static const struct checklist_reason ledger[] = {
        {PARTS_BAD, "ソフトウェアの版が不明 12台", {VIEW(lacking)}},
        {PARTS_OK, "経営層の確認 2026/10/07", {VIEW(reviews)}},
        {PARTS_WARN, "同じIPアドレスの機器 2台", {NULL, 0}}};
    static const struct parts_link papers[] = {{F "/evidence/1", "任命書 R8.4.1"},
                                               {F "/evidence/2", "組織図"}};
    static const struct checklist_answer given[] = {
        {"前年度", "いいえ（2025/11/10 情報 一郎） 目標日 2026/03/31"}};
    static const struct form_choice yes[] = {
        {"yes", "はい", true}, {"no", "いいえ", false}, {"na", "該当なし", false}};
    static const struct form_choice times[] = {{"1", "1回目", true}, {"2", "2回目", false}};
    static const struct checklist_line one[] = {
        {.anchor = "i1-1",
         .no = "1-(1)",
         .wording = "医療情報システム安全管理責任者を設置している。",
         .candidate = {PARTS_OK, "候補 はい"},
         .reason = officer,
         .n_reasons = 1,
         .evidence = {VIEW(papers)},
         .evidence_url = F "/evidence/new?item=1-1",
         .screen = {F "/appointment", "安全管理責任者・役割"},
         .is_open = true,
         .reply = {.name = "reply-1-1", .control = FORM_RADIOS, .choice = yes, .n_choices = 3},
         .reason_why = {.name = "why-1-1", .label = "候補と違う理由・該当なしの理由"},
         .remark = {.name = "note-1-1", .label = "備考"},
         .save = "1-1"}};
    static const struct checklist_line two[] = {
        {.anchor = "i2-1",
         .no = "2-(1)",
         .wording = "サーバ、端末PC、ネットワーク機器の台帳管理を行っている。",
         .candidate = {PARTS_BAD, "候補 いいえ"},
         .reason = ledger,
         .n_reasons = COUNT(ledger),
         .evidence_url = F "/evidence/new?item=2-1",
         .screen = {F "/device", "機器台帳"},
         .about = "ソフトウェアも含めて管理します。詳細が分からない場合は「いいえ」を選び、"
                  "把握できる期日を記載します。",
         .given = given,
         .n_given = 1,
         .is_open = true,
         .reply = {.name = "reply-2-1", .control = FORM_RADIOS, .choice = three, .n_choices = 3},
         .target = {.name = "target-2-1",
                    .label = "目標日",
                    .control = FORM_DATE,
                    .error = "「いいえ」の項目には目標日が必要です。2027年3月31日（令和8年度末）"
                             "までの日付を入力してください。"},
         .reason_why = {.name = "why-2-1", .label = "候補と違う理由・該当なしの理由"},
         .remark = {.name = "note-2-1", .label = "備考"},
         .save = "2-1"},
        {.anchor = "i2-4-server",
         .no = "2-(4)",
         .scope = "サーバ",
         .wording = "利用者の職種・担当業務別の情報区分毎のアクセス利用権限を設定している。",
         .wording_note = "公式様式で確認してください。",
         .candidate = {PARTS_PLAIN, "候補 不明"},
         .given = given,
         .n_given = 1},
    };
    static const struct checklist_chapter parts[] = {{"1 体制構築", VIEW(one)},
                                                     {"2 医療情報システムの管理・運用", VIEW(two)}};
    static const struct parts_action actions[] = {{.label = "様式で見る", .url = F "/checklist/form"},
                                                  {.label = "前年度と比べる", .url = F "/checklist/compare"}};
    static const struct parts_link rounds[] = {{F "/checklist?form=yakkyoku", "薬局用"},
                                               {F "/checklist?form=jigyosha", "事業者確認用"}};
    static const struct parts_error errors[] = {
        {"target-2-1", "2-(1) 目標日",
         "「いいえ」の項目には目標日が必要です。2027年3月31日（令和8年度末）までの日付を入力してください。"}};

    tpl_checklist(
        h, &(struct checklist_view){
               .head = {.title = "チェックリスト",
                        .note = "令和6年度版 医療機関確認用",
                        .action = actions,
                        .n_actions = COUNT(actions)},
               .rounds = {VIEW(rounds)},
               .errors = {VIEW(errors)},
               .post = POST(F "/checklist"),
               .answered_on = {.name = "answered_on", .label = "確認日", .control = FORM_DATE,
                               .value = "2026/11/20"},
               .nth = {.name = "nth", .label = "回", .control = FORM_SELECT, .choice = times,
                       .n_choices = 2},
               .rest = "残り4項目 ・ 根拠なし1項目",
               .chapter = parts,
               .n = COUNT(parts),
               .submit = "確定する"});
}

static void body_checklist_empty(struct html *h)
{
    tpl_checklist(h, &(struct checklist_view){
                         .head = {.title = "チェックリスト", .note = "令和8年度"},
                         .empty = {.what = "令和8年度の確認をまだ始めていません。",
                                   .why = "始めると、台帳の記録から回答の候補が出ます。",
                                   .action = {.label = "令和8年度を始める",
                                              .url = F "/round/new",
                                              .primary = true}}});
}

/* ---- 連絡体制図 ---- */

static const struct chart_view_node staff[] = {
    {"安全管理責任者 田中 次郎", "内線2001", NULL, NULL, NULL, 0},
    {"院長 山田 太郎", "内線1000", NULL, "診療停止・ネットワーク遮断の判断", NULL, 0},
    {"厚生労働省 医政局", "03-6812-7837", NULL, NULL, NULL, 0}};
static const struct chart_view_node desk[] = {
    {"情報システム担当 情報 一郎", "内線2301", "夜間 090-0000-0000", NULL, VIEW(staff)}};
static const struct chart_view_node roots[] = {
    {"発見者（全職員）", "内線119", NULL, NULL, VIEW(desk)}};

static void body_chart(struct html *h)
{
    static const struct chart_view_contact contacts[] = {
        {"1", F "/contact/1", {.name = "position-1", .input = FORM_NUMERIC, .value = "1"}, "院内",
         "情報システム担当", "情報 一郎", "内線2301", "090-0000-0000", NULL, {PARTS_OK, "2026/11/01"}},
        {"2", F "/contact/2", {.name = "position-2", .input = FORM_NUMERIC, .value = "2"}, "院内",
         "安全管理責任者（副院長）", "田中 次郎", "内線2001", NULL, "情報システム担当",
         {PARTS_OK, "2026/11/01"}},
        {"3", F "/contact/3", {.name = "position-3", .input = FORM_NUMERIC, .value = "3"}, "公的機関",
         "厚生労働省 医政局 参事官室", NULL, "03-6812-7837", NULL, "情報システム担当",
         {PARTS_WARN, "未確認"}},
        {"4", F "/contact/4", {.name = "position-4", .input = FORM_NUMERIC, .value = "4"}, "公的機関",
         "都道府県警察", NULL, NULL, NULL, NULL, {PARTS_BAD, "未入力"}},
    };
    static const struct parts_action actions[] = {
        {.label = "連絡先を追加", .url = F "/contact/new", .primary = true}};
    static const struct parts_link prints[] = {{F "/contact/chart.pdf", "図（A4）"},
                                               {F "/contact/list.pdf", "一覧（A4）"}};

    tpl_chart(h, &(struct chart_view){.head = {.title = "連絡先・連絡体制図",
                                               .note = "第4版 確認日 R8.11.1（次回 R9.2）",
                                               .action = actions,
                                               .n_actions = 1,
                                               .menu_label = "印刷",
                                               .menu = {VIEW(prints)},
                                               .updated = "2026/11/20 10:32 情報 一郎"},
                                      .contact = contacts,
                                      .n = COUNT(contacts),
                                      .order = POST(F "/contact/order"),
                                      .root = roots,
                                      .n_roots = COUNT(roots),
                                      .alone = "図につながっていない連絡先：都道府県警察"});
}

static void body_chart_empty(struct html *h)
{
    tpl_chart(h, &(struct chart_view){
                     .head = {.title = "連絡先・連絡体制図"},
                     .empty = {.what = "まだ連絡先がありません。",
                               .why = "だれに連絡するのかを、まず一覧にします。図は一覧から自動で描きます。",
                               .action = {.label = "警察・厚生労働省などの行を用意する",
                                          .url = F "/contact/seed",
                                          .primary = true}}});
}

/* ---- 立入検査資料 ---- */

static void write_pack(struct html *h, bool is_first)
{
    static const struct form_choice cover[] = {{"0", "0 表紙・目次・確認欄", true}};
    static const struct form_choice list[] = {{"1", "1 医療機関確認用チェックリスト", true}};
    static const struct form_choice vendors[] = {{"2", "2 事業者確認用（7社）", true}};
    static const struct form_choice ledger[] = {{"5", "5 機器台帳（412台）", true}};
    static const struct form_choice hide[] = {{"1", "IPアドレスを伏せる", false}};
    static const struct form_field options[] = {
        {.name = "hide_ip", .control = FORM_TICK, .choice = hide, .n_choices = 1}};
    static const struct pack_view_part items[] = {
        {.include = {.name = "part-0", .control = FORM_TICK, .choice = cover, .n_choices = 1},
         .pages = "1ページ"},
        {.include = {.name = "part-1", .control = FORM_TICK, .choice = list, .n_choices = 1},
         .pages = "2ページ", .note = "全項目記入済み"},
        {.include = {.name = "part-2", .control = FORM_TICK, .choice = vendors, .n_choices = 1},
         .pages = "7ページ", .badge = {PARTS_BAD, "B社 未回答"}},
        {.include = {.name = "part-5", .control = FORM_TICK, .choice = ledger, .n_choices = 1},
         .pages = "10ページ", .option = options, .n_options = 1}};
    static const struct parts_link missing[] = {{F "/vendor/2", "B社 事業者確認用"},
                                                {F "/checklist#i2-1", "2-(1) 目標日"}};
    static const struct parts_fact approvals[] = {{"院長", "承認済 R8.11.20 山田", NULL},
                                                  {"事務長", "承認済 R8.11.19 佐藤", NULL},
                                                  {"安全管理責任者", NULL, NULL}};
    static const struct parts_link files[] = {{F "/file/1", "PDF"}, {F "/file/2", "Excel"}};
    static const struct pack_view_made made[] = {
        {"2026/11/18 16:20", "情報 一郎", "第2版", "2026/11/18", "7F3A-09C2", {VIEW(files)}}};

    tpl_pack(h, &(struct pack_view){.head = {.title = "立入検査資料", .note = "令和8年度"},
                                    .post = POST(F "/pack"),
                                    .as_of = {.name = "as_of", .label = "基準日", .control = FORM_DATE,
                                              .value = "2026/11/20"},
                                    .part = items,
                                    .n_parts = COUNT(items),
                                    .missing = {missing, is_first ? 0 : COUNT(missing)},
                                    .approvals = {approvals, is_first ? 0 : COUNT(approvals)},
                                    .submit = "資料を作る（PDF 20ページ）",
                                    .made = made,
                                    .n_made = is_first ? 0 : 1});
}

static void body_pack(struct html *h)
{
    write_pack(h, false);
}

static void body_pack_first(struct html *h)
{
    write_pack(h, true);
}

/* ---- 経営層の確認 ---- */

static const struct form_field minutes[] = {
    {.name = "held_on", .label = "開催日", .control = FORM_DATE, .required = true,
     .value = "2026/11/20"},
    {.name = "meeting", .label = "会議名", .control = FORM_TEXT, .value = "医療安全管理委員会"},
    {.name = "decisions", .label = "指示・決定", .control = FORM_NOTE}};
static const struct form_group minutes_groups[] = {{NULL, NULL, VIEW(minutes)}};
static const struct form_view minutes_form = {.head = {.title = "確認を記録する"},
                                              .post = POST(F "/review"),
                                              .group = minutes_groups,
                                              .n_groups = 1,
                                              .submit = "確認を記録する"};

static void write_review(struct html *h, bool is_first)
{
    static const struct parts_fact now[] = {{"機器台帳", "412台（不足 12台）", F "/device"},
                                            {"リモート保守", "18台・7社（未確認 0）", F "/remote_access"},
                                            {"復旧確認", "電子カルテ 2025/10/12（期限切れ）", F "/drill"},
                                            {"チェックリスト", "はい 10/15", F "/checklist"}};
    static const struct parts_link changes[] = {{F "/device?since=1", "機器 5台を登録、2台を廃棄"}};
    static const struct parts_link decisions[] = {{F "/drill", "復旧確認の日程（A社と調整中）"}};
    static const struct review_past past[] = {
        {"2026/10/07", "医療安全管理委員会", "山田 太郎（院長）", F "/review/1", {PARTS_OK, "承認済"}}};

    tpl_review(h, &(struct review_view){.head = {.title = "経営層の確認"},
                                        .figures = {VIEW(now)},
                                        .changes = {changes, is_first ? 0 : 1},
                                        .decisions = {decisions, is_first ? 0 : 1},
                                        .form = &minutes_form,
                                        .past = past,
                                        .n_past = is_first ? 0 : 1,
                                        .past_empty = "まだ確認の記録はありません。会議で報告したら、"
                                                      "上の欄に記録します。"});
}

static void body_review(struct html *h)
{
    write_review(h, false);
}

static void body_review_first(struct html *h)
{
    write_review(h, true);
}

static void body_scope(struct html *h)
{
    static const struct form_choice has[] = {
        {"yes", "有", true}, {"no", "無", false}, {"unknown", "未確認", false}};
    static const struct form_choice hasnt[] = {
        {"yes", "有", false}, {"no", "無", false}, {"unknown", "未確認", true}};
    static const struct parts_link systems[] = {{F "/system/1", "〇〇電子カルテ"}};
    static const struct scope_row rows[] = {
        {"電子カルテ", NULL, {.name = "ehr", .control = FORM_RADIOS, .choice = has, .n_choices = 3},
         {.name = "ehr-note", .value = ""}, {VIEW(systems)}, {0}},
        {"放射線・PACS", "撮影装置につながる端末も含みます。",
         {.name = "pacs", .control = FORM_RADIOS, .choice = has, .n_choices = 3},
         {.name = "pacs-note"}, {NULL, 0}, {PARTS_BAD, "登録なし"}},
        {"遠隔画像診断", NULL,
         {.name = "remote", .control = FORM_RADIOS, .choice = hasnt, .n_choices = 3},
         {.name = "remote-note"}, {NULL, 0}, {0}}};

    tpl_scope(h, &(struct scope_view){.head = {.title = "管理対象の確認", .note = "未確認 1件"},
                                      .post = POST(F "/scope"),
                                      .row = rows,
                                      .n = COUNT(rows),
                                      .submit = "保存する"});
}

static void every_page_is_what_it_was(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        const char *title;
        const char *here;
        page_body *body;
        bool has_errors;
    } row[] = {
        {"home", "やること", "", body_home, false},
        {"home_first_day", "やること", "", body_home_first_day, false},
        {"home_quiet", "やること", "", body_home_quiet, false},
        {"checklist", "チェックリスト", "/checklist", body_checklist, true},
        {"checklist_empty", "チェックリスト", "/checklist", body_checklist_empty, false},
        {"chart", "連絡先・連絡体制図", "/contact", body_chart, false},
        {"chart_empty", "連絡先・連絡体制図", "/contact", body_chart_empty, false},
        {"pack", "立入検査資料", "/pack", body_pack, false},
        {"pack_first", "立入検査資料", "/pack", body_pack_first, false},
        {"review", "経営層の確認", "/review", body_review, false},
        {"review_first", "経営層の確認", "/review", body_review_first, false},
        {"scope", "管理対象の確認", "/scope", body_scope, false},
    };

    for (size_t i = 0; i < COUNT(row); i++) {
        page_golden(row[i].name, row[i].title, row[i].here, row[i].body, row[i].has_errors, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_page_is_what_it_was)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
