-- The first schema: the records, then what the program keeps for itself.
--
-- Every record table begins with the same nine columns; the rest are the fields of its entity
-- (src/record/entities/*.c) in their order, then NAME_key, the sort key of each SORTED field.
-- K_REFS and K_ANYREFS are rows of the table link. tests/unit/record/test_entity_schema compares
-- every column with the entity tables. Times (_at) are UTC milliseconds, dates ISO text.
--
-- There are no foreign keys: nothing is ever deleted, and record_put() looks at each reference
-- once, in words a clerk understands. Every key of a facility's table begins with facility_id.

-- ======== Settings ========

-- 施設. One row a facility: id = facility_id
CREATE TABLE facility (
    facility_id ID NOT NULL,
    id ID NOT NULL,
    version I64 NOT NULL,
    created_at I64 NOT NULL,
    updated_at I64 NOT NULL,
    updated_by TEXT NOT NULL,
    updated_account ID NOT NULL,
    closed_on TEXT,
    closed_reason TEXT,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    institution_code TEXT,
    beds I64,
    prefecture TEXT,
    health_center TEXT,
    runs_systems TEXT NOT NULL,
    uses_cloud TEXT NOT NULL,
    absent_kinds TEXT,
    absent_reason TEXT,
    filed_standards TEXT,
    inspection_on TEXT,
    PRIMARY KEY (facility_id, id),
    CHECK (id = facility_id)
);

-- ======== Chapter 1, 体制構築 ========

-- 職員・関係者
CREATE TABLE person (
    facility_id ID NOT NULL,
    id ID NOT NULL,
    version I64 NOT NULL,
    created_at I64 NOT NULL,
    updated_at I64 NOT NULL,
    updated_by TEXT NOT NULL,
    updated_account ID NOT NULL,
    closed_on TEXT,
    closed_reason TEXT,
    name TEXT NOT NULL,
    kana TEXT,
    title TEXT,
    department TEXT,
    executive BOOL,
    vendor ID,
    employment TEXT,
    qualification TEXT,
    phone_day TEXT,
    phone_night TEXT,
    email TEXT,
    left_on TEXT,
    kana_key TEXT,
    PRIMARY KEY (facility_id, id)
);
CREATE INDEX person_by_kana ON person (facility_id, kana_key, id);

-- 任命
CREATE TABLE appointment (
    facility_id ID NOT NULL,
    id ID NOT NULL,
    version I64 NOT NULL,
    created_at I64 NOT NULL,
    updated_at I64 NOT NULL,
    updated_by TEXT NOT NULL,
    updated_account ID NOT NULL,
    closed_on TEXT,
    closed_reason TEXT,
    role TEXT NOT NULL,
    person ID NOT NULL,
    starts_on TEXT NOT NULL,
    ends_on TEXT,
    dedication TEXT,
    time_share I64,
    duties TEXT NOT NULL,
    may_stop_systems BOOL,
    may_cut_network BOOL,
    management_backing TEXT NOT NULL,
    management_backing_note TEXT,
    knowledge_basis TEXT,
    delegated_to ID,
    assisted_by ID,
    announced_on TEXT,
    announced_how TEXT,
    PRIMARY KEY (facility_id, id)
);

-- 規程
CREATE TABLE regulation (
    facility_id ID NOT NULL,
    id ID NOT NULL,
    version I64 NOT NULL,
    created_at I64 NOT NULL,
    updated_at I64 NOT NULL,
    updated_by TEXT NOT NULL,
    updated_account ID NOT NULL,
    closed_on TEXT,
    closed_reason TEXT,
    title TEXT NOT NULL,
    number TEXT,
    edition TEXT,
    approved_on TEXT,
    approved_by TEXT,
    review_due_on TEXT,
    file TEXT,
    PRIMARY KEY (facility_id, id)
);

-- 条項 (of one regulation)
CREATE TABLE clause (
    facility_id ID NOT NULL,
    id ID NOT NULL,
    version I64 NOT NULL,
    created_at I64 NOT NULL,
    updated_at I64 NOT NULL,
    updated_by TEXT NOT NULL,
    updated_account ID NOT NULL,
    closed_on TEXT,
    closed_reason TEXT,
    regulation ID NOT NULL,
    topic TEXT NOT NULL,
    article TEXT,
    note TEXT,
    PRIMARY KEY (facility_id, id)
);
CREATE INDEX clause_of_regulation ON clause (facility_id, regulation, id);

-- 研修・訓練
CREATE TABLE training (
    facility_id ID NOT NULL,
    id ID NOT NULL,
    version I64 NOT NULL,
    created_at I64 NOT NULL,
    updated_at I64 NOT NULL,
    updated_by TEXT NOT NULL,
    updated_account ID NOT NULL,
    closed_on TEXT,
    closed_reason TEXT,
    kind TEXT NOT NULL,
    held_on TEXT NOT NULL,
    title TEXT,
    headcount I64,
    outcome TEXT,
    held_on_key TEXT,
    PRIMARY KEY (facility_id, id)
);
CREATE INDEX training_by_held_on ON training (facility_id, held_on_key, id);

-- ======== Chapter 2, 医療情報システムの管理・運用 ========

-- 管理対象の確認
CREATE TABLE scope_answer (
    facility_id ID NOT NULL,
    id ID NOT NULL,
    version I64 NOT NULL,
    created_at I64 NOT NULL,
    updated_at I64 NOT NULL,
    updated_by TEXT NOT NULL,
    updated_account ID NOT NULL,
    closed_on TEXT,
    closed_reason TEXT,
    kind TEXT NOT NULL,
    present TEXT NOT NULL,
    note TEXT,
    PRIMARY KEY (facility_id, id),
    UNIQUE (facility_id, kind)
);

-- 医療情報システム
CREATE TABLE system (
    facility_id ID NOT NULL,
    id ID NOT NULL,
    version I64 NOT NULL,
    created_at I64 NOT NULL,
    updated_at I64 NOT NULL,
    updated_by TEXT NOT NULL,
    updated_account ID NOT NULL,
    closed_on TEXT,
    closed_reason TEXT,
    name TEXT NOT NULL,
    kinds TEXT NOT NULL,
    origin TEXT,
    vendor ID,
    touches TEXT,
    in_scope BOOL,
    out_of_scope_reason TEXT,
    out_of_scope_note TEXT,
    importance I64,
    recovery_priority I64,
    rto_minutes I64,
    rpo_minutes I64,
    impact TEXT,
    fallback TEXT,
    essential_data TEXT,
    considered_on TEXT,
    two_factor TEXT,
    two_factor_due_on TEXT,
    auth_method TEXT,
    auth_server TEXT,
    name_key TEXT,
    recovery_priority_key TEXT,
    PRIMARY KEY (facility_id, id),
    UNIQUE (facility_id, name)
);
CREATE INDEX system_by_name ON system (facility_id, name_key, id);
CREATE INDEX system_by_recovery_priority ON system (facility_id, recovery_priority_key, id);

-- 機器
CREATE TABLE device (
    facility_id ID NOT NULL,
    id ID NOT NULL,
    version I64 NOT NULL,
    created_at I64 NOT NULL,
    updated_at I64 NOT NULL,
    updated_by TEXT NOT NULL,
    updated_account ID NOT NULL,
    closed_on TEXT,
    closed_reason TEXT,
    asset_no TEXT NOT NULL,
    maker TEXT,
    os TEXT,
    software TEXT,
    software_version TEXT,
    ip TEXT,
    hostname TEXT,
    location TEXT,
    users TEXT,
    registered_on TEXT,
    status TEXT NOT NULL,
    note TEXT,
    kind TEXT NOT NULL,
    network_kind TEXT,
    model TEXT,
    serial TEXT,
    os_version TEXT,
    mac TEXT,
    ip_assignment TEXT,
    network ID,
    attachment TEXT,
    system ID,
    vendor ID,
    external_link TEXT,
    second_network TEXT NOT NULL,
    mobile_line TEXT NOT NULL,
    remote_maintenance TEXT NOT NULL,
    medical_class TEXT,
    works_with_others TEXT NOT NULL,
    security_state TEXT NOT NULL,
    security_product TEXT,
    security_version TEXT,
    auth_method TEXT,
    auth_server TEXT,
    patched_on TEXT,
    patch_owner TEXT,
    support_ends_on TEXT,
    confirmed_on TEXT,
    confirmed_by TEXT,
    in_scope BOOL,
    out_of_scope_reason TEXT,
    out_of_scope_note TEXT,
    not_applicable TEXT,
    not_applicable_note TEXT,
    do_not_probe TEXT NOT NULL,
    snmp_credential TEXT,
    to_confirm TEXT,
    asset_no_key TEXT,
    ip_key TEXT,
    hostname_key TEXT,
    location_key TEXT,
    PRIMARY KEY (facility_id, id),
    UNIQUE (facility_id, asset_no)
);
CREATE INDEX device_by_asset_no ON device (facility_id, asset_no_key, id);
CREATE INDEX device_by_ip ON device (facility_id, ip_key, id);
CREATE INDEX device_by_hostname ON device (facility_id, hostname_key, id);
CREATE INDEX device_by_location ON device (facility_id, location_key, id);

-- 接続口 (of one device)
CREATE TABLE device_interface (
    facility_id ID NOT NULL,
    id ID NOT NULL,
    version I64 NOT NULL,
    created_at I64 NOT NULL,
    updated_at I64 NOT NULL,
    updated_by TEXT NOT NULL,
    updated_account ID NOT NULL,
    closed_on TEXT,
    closed_reason TEXT,
    device ID NOT NULL,
    network ID,
    ip TEXT,
    mac TEXT,
    purpose TEXT,
    external_link TEXT,
    PRIMARY KEY (facility_id, id)
);
CREATE INDEX device_interface_of_device ON device_interface (facility_id, device, id);

-- 導入ソフトウェア (of one device)
CREATE TABLE device_software (
    facility_id ID NOT NULL,
    id ID NOT NULL,
    version I64 NOT NULL,
    created_at I64 NOT NULL,
    updated_at I64 NOT NULL,
    updated_by TEXT NOT NULL,
    updated_account ID NOT NULL,
    closed_on TEXT,
    closed_reason TEXT,
    device ID NOT NULL,
    name TEXT NOT NULL,
    software_version TEXT,
    vendor TEXT,
    support_ends_on TEXT,
    PRIMARY KEY (facility_id, id)
);
CREATE INDEX device_software_of_device ON device_software (facility_id, device, id);

-- ネットワーク
CREATE TABLE network (
    facility_id ID NOT NULL,
    id ID NOT NULL,
    version I64 NOT NULL,
    created_at I64 NOT NULL,
    updated_at I64 NOT NULL,
    updated_by TEXT NOT NULL,
    updated_account ID NOT NULL,
    closed_on TEXT,
    closed_reason TEXT,
    name TEXT NOT NULL,
    cidr TEXT,
    vlan TEXT,
    kind TEXT,
    gateway TEXT,
    do_not_probe BOOL,
    reason TEXT,
    name_key TEXT,
    PRIMARY KEY (facility_id, id)
);
CREATE INDEX network_by_name ON network (facility_id, name_key, id);

-- 問い合わせの許可 (of one network)
CREATE TABLE probe_permission (
    facility_id ID NOT NULL,
    id ID NOT NULL,
    version I64 NOT NULL,
    created_at I64 NOT NULL,
    updated_at I64 NOT NULL,
    updated_by TEXT NOT NULL,
    updated_account ID NOT NULL,
    closed_on TEXT,
    closed_reason TEXT,
    network ID NOT NULL,
    permitted_by TEXT NOT NULL,
    reason TEXT NOT NULL,
    kinds TEXT NOT NULL,
    starts_on TEXT NOT NULL,
    expires_on TEXT NOT NULL,
    from_hour I64 NOT NULL,
    until_hour I64 NOT NULL,
    PRIMARY KEY (facility_id, id)
);
CREATE INDEX probe_permission_of_network ON probe_permission (facility_id, network, id);

-- 問い合わせをしない相手
CREATE TABLE probe_ban (
    facility_id ID NOT NULL,
    id ID NOT NULL,
    version I64 NOT NULL,
    created_at I64 NOT NULL,
    updated_at I64 NOT NULL,
    updated_by TEXT NOT NULL,
    updated_account ID NOT NULL,
    closed_on TEXT,
    closed_reason TEXT,
    name TEXT NOT NULL,
    cidr TEXT,
    mac_prefix TEXT,
    vlan TEXT,
    reason TEXT NOT NULL,
    name_key TEXT,
    PRIMARY KEY (facility_id, id)
);
CREATE INDEX probe_ban_by_name ON probe_ban (facility_id, name_key, id);

-- 所見
CREATE TABLE finding (
    facility_id ID NOT NULL,
    id ID NOT NULL,
    version I64 NOT NULL,
    created_at I64 NOT NULL,
    updated_at I64 NOT NULL,
    updated_by TEXT NOT NULL,
    updated_account ID NOT NULL,
    closed_on TEXT,
    closed_reason TEXT,
    rule TEXT NOT NULL,
    grade TEXT NOT NULL,
    subject TEXT NOT NULL,
    sentence TEXT,
    facts TEXT,
    sensor TEXT,
    network ID,
    first_seen_at I64,
    last_seen_at I64,
    device ID,
    state TEXT,
    reason TEXT,
    owner TEXT,
    expires_on TEXT,
    decided_by TEXT,
    decided_at I64,
    PRIMARY KEY (facility_id, id)
);

-- クラウドサービス
CREATE TABLE cloud_service (
    facility_id ID NOT NULL,
    id ID NOT NULL,
    version I64 NOT NULL,
    created_at I64 NOT NULL,
    updated_at I64 NOT NULL,
    updated_by TEXT NOT NULL,
    updated_account ID NOT NULL,
    closed_on TEXT,
    closed_reason TEXT,
    provider TEXT NOT NULL,
    name TEXT NOT NULL,
    purpose TEXT,
    domain TEXT,
    access_path TEXT,
    users TEXT,
    auth_method TEXT,
    started_on TEXT,
    status TEXT,
    service_version TEXT,
    vendor ID,
    system ID,
    in_scope BOOL,
    confirmed_on TEXT,
    confirmed_by TEXT,
    name_key TEXT,
    PRIMARY KEY (facility_id, id)
);
CREATE INDEX cloud_service_by_name ON cloud_service (facility_id, name_key, id);

-- リモート保守有無の確認
CREATE TABLE remote_inquiry (
    facility_id ID NOT NULL,
    id ID NOT NULL,
    version I64 NOT NULL,
    created_at I64 NOT NULL,
    updated_at I64 NOT NULL,
    updated_by TEXT NOT NULL,
    updated_account ID NOT NULL,
    closed_on TEXT,
    closed_reason TEXT,
    vendor ID NOT NULL,
    asked_on TEXT,
    replied_on TEXT,
    result TEXT NOT NULL,
    respondent TEXT,
    how TEXT,
    confirmed_by TEXT,
    asked_on_key TEXT,
    PRIMARY KEY (facility_id, id)
);
CREATE INDEX remote_inquiry_by_asked_on ON remote_inquiry (facility_id, asked_on_key, id);

-- リモート保守
CREATE TABLE remote_access (
    facility_id ID NOT NULL,
    id ID NOT NULL,
    version I64 NOT NULL,
    created_at I64 NOT NULL,
    updated_at I64 NOT NULL,
    updated_by TEXT NOT NULL,
    updated_account ID NOT NULL,
    closed_on TEXT,
    closed_reason TEXT,
    vendor ID NOT NULL,
    gateway ID,
    purpose TEXT NOT NULL,
    line TEXT NOT NULL,
    method TEXT,
    operator TEXT,
    source TEXT,
    source_restricted TEXT NOT NULL,
    account TEXT,
    auth_method TEXT,
    two_factor TEXT NOT NULL,
    terminal_patched TEXT NOT NULL,
    terminal_supported TEXT NOT NULL,
    terminal_clean TEXT NOT NULL,
    timing TEXT,
    notice TEXT NOT NULL,
    always_on TEXT NOT NULL,
    confirmed_on TEXT,
    confirmed_by TEXT,
    review_due_on TEXT,
    PRIMARY KEY (facility_id, id)
);

-- 事業者
CREATE TABLE vendor (
    facility_id ID NOT NULL,
    id ID NOT NULL,
    version I64 NOT NULL,
    created_at I64 NOT NULL,
    updated_at I64 NOT NULL,
    updated_by TEXT NOT NULL,
    updated_account ID NOT NULL,
    closed_on TEXT,
    closed_reason TEXT,
    name TEXT NOT NULL,
    kana TEXT,
    kind TEXT,
    contracted TEXT NOT NULL,
    contract_no TEXT,
    contract_from TEXT,
    contract_until TEXT,
    maintenance_until TEXT,
    update_duty TEXT,
    update_clause TEXT,
    psirt TEXT NOT NULL,
    psirt_contact TEXT,
    phone_day TEXT,
    phone_night TEXT,
    round_the_clock BOOL,
    email TEXT,
    kana_key TEXT,
    PRIMARY KEY (facility_id, id),
    UNIQUE (facility_id, name)
);
CREATE INDEX vendor_by_kana ON vendor (facility_id, kana_key, id);

-- 事業者の管理責任者 (of one vendor)
CREATE TABLE vendor_officer (
    facility_id ID NOT NULL,
    id ID NOT NULL,
    version I64 NOT NULL,
    created_at I64 NOT NULL,
    updated_at I64 NOT NULL,
    updated_by TEXT NOT NULL,
    updated_account ID NOT NULL,
    closed_on TEXT,
    closed_reason TEXT,
    vendor ID NOT NULL,
    name TEXT NOT NULL,
    post TEXT,
    since TEXT,
    until TEXT,
    phone TEXT,
    PRIMARY KEY (facility_id, id)
);
CREATE INDEX vendor_officer_of_vendor ON vendor_officer (facility_id, vendor, id);

-- 開示書（MDS/SDS）
CREATE TABLE disclosure (
    facility_id ID NOT NULL,
    id ID NOT NULL,
    version I64 NOT NULL,
    created_at I64 NOT NULL,
    updated_at I64 NOT NULL,
    updated_by TEXT NOT NULL,
    updated_account ID NOT NULL,
    closed_on TEXT,
    closed_reason TEXT,
    vendor ID NOT NULL,
    system ID,
    kind TEXT NOT NULL,
    form_version TEXT,
    issued_on TEXT,
    received_on TEXT,
    no_answers I64,
    risk_note TEXT,
    PRIMARY KEY (facility_id, id)
);

-- 点検
CREATE TABLE inspection (
    facility_id ID NOT NULL,
    id ID NOT NULL,
    version I64 NOT NULL,
    created_at I64 NOT NULL,
    updated_at I64 NOT NULL,
    updated_by TEXT NOT NULL,
    updated_account ID NOT NULL,
    closed_on TEXT,
    closed_reason TEXT,
    kind TEXT NOT NULL,
    scope TEXT NOT NULL,
    system ID,
    device ID,
    held_on TEXT NOT NULL,
    result TEXT NOT NULL,
    found I64,
    fixed I64,
    reviewer ID,
    next_due_on TEXT,
    note TEXT,
    held_on_key TEXT,
    PRIMARY KEY (facility_id, id)
);
CREATE INDEX inspection_by_held_on ON inspection (facility_id, held_on_key, id);

-- 脆弱性・注意喚起
CREATE TABLE advisory (
    facility_id ID NOT NULL,
    id ID NOT NULL,
    version I64 NOT NULL,
    created_at I64 NOT NULL,
    updated_at I64 NOT NULL,
    updated_by TEXT NOT NULL,
    updated_account ID NOT NULL,
    closed_on TEXT,
    closed_reason TEXT,
    source TEXT,
    vendor ID,
    received_on TEXT,
    subject TEXT NOT NULL,
    decision TEXT,
    due_on TEXT,
    done_on TEXT,
    received_on_key TEXT,
    PRIMARY KEY (facility_id, id)
);
CREATE INDEX advisory_by_received_on ON advisory (facility_id, received_on_key, id);

-- ======== Chapter 3, インシデント発生に備えた対応 ========

-- 連絡先
CREATE TABLE contact (
    facility_id ID NOT NULL,
    id ID NOT NULL,
    version I64 NOT NULL,
    created_at I64 NOT NULL,
    updated_at I64 NOT NULL,
    updated_by TEXT NOT NULL,
    updated_account ID NOT NULL,
    closed_on TEXT,
    closed_reason TEXT,
    position I64,
    category TEXT NOT NULL,
    agency TEXT,
    organisation TEXT NOT NULL,
    role TEXT,
    name TEXT,
    phone_day TEXT,
    phone_night TEXT,
    email TEXT,
    url TEXT,
    called_by ID,
    occasion TEXT,
    person ID,
    vendor ID,
    confirmed_on TEXT,
    position_key TEXT,
    PRIMARY KEY (facility_id, id)
);
CREATE INDEX contact_by_position ON contact (facility_id, position_key, id);

-- 連絡体制図の版
CREATE TABLE contact_chart (
    facility_id ID NOT NULL,
    id ID NOT NULL,
    version I64 NOT NULL,
    created_at I64 NOT NULL,
    updated_at I64 NOT NULL,
    updated_by TEXT NOT NULL,
    updated_account ID NOT NULL,
    closed_on TEXT,
    closed_reason TEXT,
    edition TEXT,
    approved_on TEXT,
    approved_by TEXT,
    announced_on TEXT,
    posted_at TEXT,
    printed_on TEXT,
    PRIMARY KEY (facility_id, id)
);

-- バックアップ
CREATE TABLE backup (
    facility_id ID NOT NULL,
    id ID NOT NULL,
    version I64 NOT NULL,
    created_at I64 NOT NULL,
    updated_at I64 NOT NULL,
    updated_by TEXT NOT NULL,
    updated_account ID NOT NULL,
    closed_on TEXT,
    closed_reason TEXT,
    system ID NOT NULL,
    subject TEXT,
    method TEXT NOT NULL,
    medium TEXT NOT NULL,
    place TEXT,
    place_kind TEXT NOT NULL,
    separation TEXT NOT NULL,
    connection TEXT,
    immutable TEXT,
    generations I64,
    every_hours I64,
    last_success_at I64,
    encrypted TEXT NOT NULL,
    separate_credentials TEXT NOT NULL,
    procedure TEXT,
    procedure_file TEXT,
    procedure_kept TEXT,
    vendor ID,
    vendor_confirmed_on TEXT,
    check_path TEXT,
    check_ip TEXT,
    check_tool TEXT,
    credential_file TEXT,
    source_path TEXT,
    check_every_hours I64,
    manifest_every_hours I64,
    reach_every_hours I64,
    drill_every_days I64,
    PRIMARY KEY (facility_id, id)
);

-- 復旧確認
CREATE TABLE drill (
    facility_id ID NOT NULL,
    id ID NOT NULL,
    version I64 NOT NULL,
    created_at I64 NOT NULL,
    updated_at I64 NOT NULL,
    updated_by TEXT NOT NULL,
    updated_account ID NOT NULL,
    closed_on TEXT,
    closed_reason TEXT,
    backup ID,
    system ID,
    kind TEXT NOT NULL,
    held_on TEXT NOT NULL,
    minutes I64,
    restored TEXT,
    outcome TEXT NOT NULL,
    note TEXT,
    held_on_key TEXT,
    PRIMARY KEY (facility_id, id)
);
CREATE INDEX drill_by_held_on ON drill (facility_id, held_on_key, id);

-- バックアップ媒体
CREATE TABLE media (
    facility_id ID NOT NULL,
    id ID NOT NULL,
    version I64 NOT NULL,
    created_at I64 NOT NULL,
    updated_at I64 NOT NULL,
    updated_by TEXT NOT NULL,
    updated_account ID NOT NULL,
    closed_on TEXT,
    closed_reason TEXT,
    label TEXT NOT NULL,
    backup ID NOT NULL,
    rotate_days I64,
    state TEXT NOT NULL,
    place TEXT,
    moved_at I64,
    due_on TEXT,
    note TEXT,
    label_key TEXT,
    PRIMARY KEY (facility_id, id),
    UNIQUE (facility_id, label)
);
CREATE INDEX media_by_label ON media (facility_id, label_key, id);

-- BCP
CREATE TABLE bcp (
    facility_id ID NOT NULL,
    id ID NOT NULL,
    version I64 NOT NULL,
    created_at I64 NOT NULL,
    updated_at I64 NOT NULL,
    updated_by TEXT NOT NULL,
    updated_account ID NOT NULL,
    closed_on TEXT,
    closed_reason TEXT,
    title TEXT NOT NULL,
    edition TEXT,
    approved_on TEXT,
    approved_by TEXT,
    review_due_on TEXT,
    last_reviewed_on TEXT,
    covers_cyber BOOL,
    file TEXT,
    part_recognition TEXT NOT NULL,
    part_recognition_place TEXT,
    part_continuity TEXT NOT NULL,
    part_continuity_place TEXT,
    part_procedures TEXT NOT NULL,
    part_procedures_place TEXT,
    part_response TEXT NOT NULL,
    part_response_place TEXT,
    part_decision TEXT NOT NULL,
    part_decision_place TEXT,
    PRIMARY KEY (facility_id, id)
);

-- BCP確認表
CREATE TABLE bcp_answer (
    facility_id ID NOT NULL,
    id ID NOT NULL,
    version I64 NOT NULL,
    created_at I64 NOT NULL,
    updated_at I64 NOT NULL,
    updated_by TEXT NOT NULL,
    updated_account ID NOT NULL,
    closed_on TEXT,
    closed_reason TEXT,
    item TEXT NOT NULL,
    reply TEXT,
    place TEXT,
    note TEXT,
    PRIMARY KEY (facility_id, id),
    UNIQUE (facility_id, item)
);

-- インシデント
CREATE TABLE incident (
    facility_id ID NOT NULL,
    id ID NOT NULL,
    version I64 NOT NULL,
    created_at I64 NOT NULL,
    updated_at I64 NOT NULL,
    updated_by TEXT NOT NULL,
    updated_account ID NOT NULL,
    closed_on TEXT,
    closed_reason TEXT,
    kind TEXT,
    headline TEXT,
    begun_at I64,
    noticed_at I64,
    reported_by TEXT,
    commander ID,
    care_impact TEXT,
    leak TEXT NOT NULL,
    stop_decided_by TEXT,
    stop_decided_at I64,
    forensic TEXT,
    vendor_work TEXT,
    recovered_at I64,
    prevention TEXT,
    prevention_announced_on TEXT,
    publication TEXT,
    PRIMARY KEY (facility_id, id)
);

-- インシデントの記録 (of one incident)
CREATE TABLE incident_entry (
    facility_id ID NOT NULL,
    id ID NOT NULL,
    version I64 NOT NULL,
    created_at I64 NOT NULL,
    updated_at I64 NOT NULL,
    updated_by TEXT NOT NULL,
    updated_account ID NOT NULL,
    closed_on TEXT,
    closed_reason TEXT,
    incident ID NOT NULL,
    at I64,
    who TEXT,
    what TEXT,
    next TEXT,
    attachment TEXT,
    at_key TEXT,
    PRIMARY KEY (facility_id, id)
);
CREATE INDEX incident_entry_by_at ON incident_entry (facility_id, at_key, id);
CREATE INDEX incident_entry_of_incident ON incident_entry (facility_id, incident, id);

-- ======== 提出・証明 ========

-- 根拠資料
CREATE TABLE evidence (
    facility_id ID NOT NULL,
    id ID NOT NULL,
    version I64 NOT NULL,
    created_at I64 NOT NULL,
    updated_at I64 NOT NULL,
    updated_by TEXT NOT NULL,
    updated_account ID NOT NULL,
    closed_on TEXT,
    closed_reason TEXT,
    title TEXT NOT NULL,
    kind TEXT,
    document_on TEXT,
    received_on TEXT,
    valid_until TEXT,
    file TEXT,
    document_on_key TEXT,
    PRIMARY KEY (facility_id, id)
);
CREATE INDEX evidence_by_document_on ON evidence (facility_id, document_on_key, id);

-- 経営層の確認
CREATE TABLE review (
    facility_id ID NOT NULL,
    id ID NOT NULL,
    version I64 NOT NULL,
    created_at I64 NOT NULL,
    updated_at I64 NOT NULL,
    updated_by TEXT NOT NULL,
    updated_account ID NOT NULL,
    closed_on TEXT,
    closed_reason TEXT,
    meeting TEXT,
    held_on TEXT NOT NULL,
    period TEXT,
    reported_by TEXT,
    chair TEXT,
    attendees TEXT,
    operation_status TEXT,
    action_status TEXT,
    remote_status TEXT,
    ledger_state TEXT,
    decisions TEXT,
    minutes TEXT,
    next_due_on TEXT,
    approved_by TEXT,
    approved_at I64,
    held_on_key TEXT,
    PRIMARY KEY (facility_id, id)
);
CREATE INDEX review_by_held_on ON review (facility_id, held_on_key, id);

-- 確認回
CREATE TABLE round (
    facility_id ID NOT NULL,
    id ID NOT NULL,
    version I64 NOT NULL,
    created_at I64 NOT NULL,
    updated_at I64 NOT NULL,
    updated_by TEXT NOT NULL,
    updated_account ID NOT NULL,
    closed_on TEXT,
    closed_reason TEXT,
    fiscal_year I64 NOT NULL,
    edition TEXT NOT NULL,
    form TEXT NOT NULL,
    vendor ID,
    system ID,
    requested_on TEXT,
    received_on TEXT,
    fiscal_year_key TEXT,
    PRIMARY KEY (facility_id, id)
);
CREATE INDEX round_by_fiscal_year ON round (facility_id, fiscal_year_key, id);

-- 回答 (of one round)
CREATE TABLE answer (
    facility_id ID NOT NULL,
    id ID NOT NULL,
    version I64 NOT NULL,
    created_at I64 NOT NULL,
    updated_at I64 NOT NULL,
    updated_by TEXT NOT NULL,
    updated_account ID NOT NULL,
    closed_on TEXT,
    closed_reason TEXT,
    round ID NOT NULL,
    item TEXT NOT NULL,
    scope TEXT,
    nth I64,
    reply TEXT,
    answered_on TEXT,
    target_on TEXT,
    note TEXT,
    candidate TEXT,
    reason TEXT,
    answered_by TEXT,
    PRIMARY KEY (facility_id, id)
);
CREATE INDEX answer_of_round ON answer (facility_id, round, id);

-- ======== What the program keeps for itself: no entities, no history of their own ========

-- The values of K_REFS and K_ANYREFS fields, one row each. to_id is a record's id in decimal, or
-- for a checklist item (to_entity 'item') its catalogue id; to_record is for joins.
CREATE TABLE link (
    facility_id ID NOT NULL,
    entity TEXT NOT NULL,
    record_id ID NOT NULL,
    field TEXT NOT NULL,
    to_entity TEXT NOT NULL,
    to_id TEXT NOT NULL,
    to_record ID GENERATED ALWAYS AS
        (CASE WHEN to_entity = 'item' THEN NULL ELSE CAST(to_id AS ID) END) STORED,
    PRIMARY KEY (facility_id, entity, record_id, field, to_entity, to_id)
) WITHOUT ROWID;
CREATE INDEX link_to ON link (facility_id, to_entity, to_id);
CREATE INDEX link_to_record ON link (facility_id, to_entity, to_record);

-- Who signs in (操作者), in any facility. login is stored in its text_key() form.
CREATE TABLE account (
    id ID PRIMARY KEY,
    login TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    password_hash TEXT,
    disabled_at I64,
    created_at I64 NOT NULL,
    settings TEXT NOT NULL
);

-- In which facility an account may do what: admin, officer, executive, staff, viewer.
CREATE TABLE membership (
    facility_id ID NOT NULL,
    account_id ID NOT NULL,
    role TEXT NOT NULL,
    PRIMARY KEY (facility_id, account_id)
) WITHOUT ROWID;
CREATE INDEX membership_of_account ON membership (account_id, facility_id);

-- A signed-in browser. Only hashes of its secrets are kept.
CREATE TABLE session (
    token_hash BLOB PRIMARY KEY,
    account_id ID NOT NULL,
    csrf_secret BLOB NOT NULL,
    created_at I64 NOT NULL,
    seen_at I64 NOT NULL,
    expires_at I64 NOT NULL,
    peer TEXT NOT NULL
);
CREATE INDEX session_of_account ON session (account_id);
CREATE INDEX session_by_end ON session (expires_at);

-- A link that works once: purpose is setup or sign-in; account_id is empty before there is one.
CREATE TABLE one_time_link (
    token_hash BLOB PRIMARY KEY,
    purpose TEXT NOT NULL,
    account_id ID,
    created_at I64 NOT NULL,
    expires_at I64 NOT NULL,
    used_at I64
);

-- Failed sign-ins a key (login or address) and stretch of time, for throttling.
CREATE TABLE sign_in_attempt (
    key TEXT NOT NULL,
    begun_at I64 NOT NULL,
    n I64 NOT NULL,
    PRIMARY KEY (key, begun_at)
) WITHOUT ROWID;

-- Bearer tokens of the API; each acts for one account in one facility.
CREATE TABLE api_token (
    token_hash BLOB PRIMARY KEY,
    facility_id ID NOT NULL,
    account_id ID NOT NULL,
    name TEXT NOT NULL,
    created_at I64 NOT NULL,
    seen_at I64,
    expires_at I64 NOT NULL,
    revoked_at I64
);
CREATE INDEX api_token_of_account ON api_token (account_id);

-- The history: one chain a facility, appended to in the transaction of each change. hash covers
-- the hash before and bytes. entity and record_id are empty for a line that is no record change.
CREATE TABLE audit_entry (
    facility_id ID NOT NULL,
    seq I64 NOT NULL,
    at I64 NOT NULL,
    entity TEXT,
    record_id ID,
    bytes BLOB NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (facility_id, seq)
);
CREATE INDEX audit_entry_of_record ON audit_entry (facility_id, entity, record_id, seq);

-- The end of each chain; updated as the last statement before commit.
CREATE TABLE audit_head (
    facility_id ID PRIMARY KEY,
    seq I64 NOT NULL,
    hash BLOB NOT NULL,
    at I64 NOT NULL
);

-- Signed points of a chain (Ed25519 over seq, hash and time).
CREATE TABLE checkpoint (
    facility_id ID NOT NULL,
    seq I64 NOT NULL,
    hash BLOB NOT NULL,
    at I64 NOT NULL,
    public_key BLOB NOT NULL,
    signature BLOB NOT NULL,
    PRIMARY KEY (facility_id, seq)
);

-- Work longer than a page may take. state: waiting, running, done, failed, cancelled.
CREATE TABLE job (
    facility_id ID NOT NULL,
    id ID NOT NULL,
    kind TEXT NOT NULL,
    params TEXT NOT NULL,
    state TEXT NOT NULL,
    done I64 NOT NULL,
    total I64 NOT NULL,
    what TEXT,
    worker TEXT,
    lease_until I64,
    result TEXT,
    error TEXT,
    requested_by ID NOT NULL,
    created_at I64 NOT NULL,
    started_at I64,
    ended_at I64,
    attempts I64 NOT NULL,
    cancel_requested BOOL NOT NULL,
    PRIMARY KEY (facility_id, id)
);
CREATE INDEX job_by_state ON job (state, created_at);

-- 立入検査資料 that were made: 第n版 of a fiscal year. manifest is the JSON beside the files.
CREATE TABLE pack (
    facility_id ID NOT NULL,
    id ID NOT NULL,
    fiscal_year I64 NOT NULL,
    number I64 NOT NULL,
    made_at I64 NOT NULL,
    made_by TEXT NOT NULL,
    as_of TEXT NOT NULL,
    edition TEXT NOT NULL,
    form TEXT NOT NULL,
    check_number TEXT NOT NULL,
    manifest TEXT NOT NULL,
    PRIMARY KEY (facility_id, id),
    UNIQUE (facility_id, fiscal_year, number)
);

-- One file (or paste) brought in. state: running, done, undone. last_row is the number of the last row
-- that is settled, in the file's own counting: an import that was cut off goes on after it. to_confirm
-- is a JSON object: how many new records got a value the file did not give, by field.
CREATE TABLE import (
    facility_id ID NOT NULL,
    id ID NOT NULL,
    entity TEXT NOT NULL,
    file_name TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    mapping TEXT NOT NULL,
    state TEXT NOT NULL,
    n_read I64 NOT NULL,
    n_new I64 NOT NULL,
    n_changed I64 NOT NULL,
    n_same I64 NOT NULL,
    n_rejected I64 NOT NULL,
    to_confirm TEXT NOT NULL,
    last_row I64 NOT NULL,
    created_by ID NOT NULL,
    created_name TEXT NOT NULL,
    created_at I64 NOT NULL,
    ended_at I64,
    undone_at I64,
    PRIMARY KEY (facility_id, id)
);

-- Its rows that left a trace. row_no is the number Excel shows; state: done (a record was made, from
-- version_before 0, or changed), undone, kept (changed since, so the undoing left it), or rejected:
-- then cells is a JSON object of what the row said, by field, and complaint_* the first rule it
-- breaks (直す行). Rows that were the same as before have none.
CREATE TABLE staged_row (
    facility_id ID NOT NULL,
    import_id ID NOT NULL,
    row_no I64 NOT NULL,
    state TEXT NOT NULL,
    record_id ID,
    version_before I64,
    version_after I64,
    cells TEXT NOT NULL,
    complaint_field TEXT,
    complaint_value TEXT,
    complaint_message TEXT,
    PRIMARY KEY (facility_id, import_id, row_no)
) WITHOUT ROWID;
CREATE INDEX staged_row_rejected ON staged_row (facility_id, import_id, row_no) WHERE state = 'rejected';

-- Which column of a file meant which field the last time a file with this header came in.
CREATE TABLE import_mapping (
    facility_id ID NOT NULL,
    entity TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    mapping TEXT NOT NULL,
    used_at I64 NOT NULL,
    PRIMARY KEY (facility_id, entity, fingerprint)
) WITHOUT ROWID;

-- 検出: facts a sensor saw on its segment, never payload. One row a fact and claim; findings are
-- worked out from them anew. mac, ip and peer are '' where the fact does not name one, grade is the
-- surest (0 確実) and one_way 0 once an answer was seen.
CREATE TABLE sighting (
    facility_id ID NOT NULL,
    sensor TEXT NOT NULL,
    vlan I64 NOT NULL,
    mac TEXT NOT NULL,
    ip TEXT NOT NULL,
    fact TEXT NOT NULL,
    claim TEXT NOT NULL,
    peer TEXT NOT NULL,
    port I64 NOT NULL,
    decoder TEXT NOT NULL,
    grade I64 NOT NULL,
    one_way BOOL NOT NULL,
    frame I64 NOT NULL,
    first_seen_at I64 NOT NULL,
    last_seen_at I64 NOT NULL,
    gap_ms I64 NOT NULL,
    n I64 NOT NULL,
    PRIMARY KEY (facility_id, sensor, vlan, mac, ip, fact, claim, peer, port)
) WITHOUT ROWID;
CREATE INDEX sighting_by_mac ON sighting (facility_id, mac);
CREATE INDEX sighting_by_ip ON sighting (facility_id, ip);
CREATE INDEX sighting_by_end ON sighting (facility_id, last_seen_at);

-- 探索器: where sightings come from (a listener, a capture, a list), and how it fares.
CREATE TABLE sensor (
    facility_id ID NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    since_at I64 NOT NULL,
    heard_at I64 NOT NULL,
    fact_at I64 NOT NULL,
    packets I64 NOT NULL,
    dropped I64 NOT NULL,
    note TEXT,
    PRIMARY KEY (facility_id, name)
) WITHOUT ROWID;

-- What checks saw of a copy (a record of backup), the newest a kind, source and proof; no history
-- (readiness/copy_fact.h). kind, proof: codes; note: one sentence for people.
CREATE TABLE copy_fact (
    facility_id ID NOT NULL,
    backup ID NOT NULL,
    kind TEXT NOT NULL,
    source TEXT NOT NULL,
    proof TEXT NOT NULL,
    at I64 NOT NULL,
    figure I64,
    note TEXT,
    PRIMARY KEY (facility_id, backup, kind, source, proof)
) WITHOUT ROWID;

-- Of each source the newest fact that knows something; of two of one moment the worse.
CREATE VIEW copy_known AS
SELECT f.facility_id, f.backup, f.kind, f.source, f.proof, f.at, f.figure, f.note
  FROM copy_fact f
 WHERE f.proof <> 'unknown'
   AND NOT EXISTS (SELECT 1 FROM copy_fact g
                    WHERE g.facility_id = f.facility_id AND g.backup = f.backup AND g.kind = f.kind
                      AND g.source = f.source AND g.proof <> 'unknown'
                      AND (g.at > f.at OR (g.at = f.at AND g.proof = 'contradicted'
                                           AND f.proof <> 'contradicted')));

-- The one search box: text is a record's text_key(), from which text_grams() makes the grams.
-- On SQLite a gram is one token of search_fts: all ASCII marks are made token characters, all
-- above ASCII is one anyway. A text leaves by INSERT ... VALUES ('delete', doc, its grams).
-- sqlite:
CREATE TABLE search_doc (
    doc INTEGER PRIMARY KEY,
    facility_id ID NOT NULL,
    entity TEXT NOT NULL,
    id ID NOT NULL,
    text TEXT NOT NULL,
    UNIQUE (facility_id, entity, id)
);
CREATE VIRTUAL TABLE search_fts USING fts5(text, content = '', columnsize = 0, detail = none,
    tokenize = "ascii tokenchars '!""#$%&''()*+,-./:;<=>?@[\]^_`{|}~'");
-- postgres:
CREATE TABLE search_doc (
    doc I64 NOT NULL,
    facility_id ID NOT NULL,
    entity TEXT NOT NULL,
    id ID NOT NULL,
    text TEXT NOT NULL,
    grams text[] NOT NULL DEFAULT '{}',
    PRIMARY KEY (facility_id, entity, id)
);
CREATE INDEX search_doc_by_doc ON search_doc (facility_id, doc);
CREATE INDEX search_doc_by_gram ON search_doc USING gin (grams);
-- both:

-- Counts kept in the transaction of each change, so that no page counts rows.
CREATE TABLE tally (
    facility_id ID NOT NULL,
    key TEXT NOT NULL,
    n I64 NOT NULL,
    PRIMARY KEY (facility_id, key)
) WITHOUT ROWID;

-- Settings of a facility; facility_id 0: of the whole program.
CREATE TABLE setting (
    facility_id ID NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (facility_id, key)
) WITHOUT ROWID;

-- 保存した条件: a list's query string under a name. account_id 0: for everybody.
CREATE TABLE saved_filter (
    facility_id ID NOT NULL,
    id ID NOT NULL,
    account_id ID NOT NULL,
    entity TEXT NOT NULL,
    name TEXT NOT NULL,
    query TEXT NOT NULL,
    PRIMARY KEY (facility_id, id),
    UNIQUE (facility_id, account_id, entity, name)
);

-- Files in the data directory (files/ab/cd/SHA256) that records name.
CREATE TABLE file (
    facility_id ID NOT NULL,
    sha256 TEXT NOT NULL,
    size I64 NOT NULL,
    type TEXT NOT NULL,
    created_at I64 NOT NULL,
    PRIMARY KEY (facility_id, sha256)
) WITHOUT ROWID;
