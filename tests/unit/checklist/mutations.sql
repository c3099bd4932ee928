-- One change to the good institution (house.h) for every check, after which exactly that check speaks
-- on 2026-11-20. "also:" names checks that the same gap cannot help but wake. What follows "near:" is
-- the other side of the check's limit: after it nothing speaks.
--
--     -- check: NAME
--     -- also: NAME NAME
--     SQL
--     -- near:
--     SQL

-- check: gate_denied_but_registered
-- also: gate
UPDATE facility SET runs_systems = 'no';

-- check: scope_answer_none
UPDATE scope_answer SET closed_on = '2026-11-01';
-- near:
UPDATE scope_answer SET closed_on = '2026-11-01' WHERE kind <> 'ehr';

-- check: scope_answer_open
UPDATE scope_answer SET present = 'unknown' WHERE kind = 'receipt';

-- check: scope_answer_without_system
UPDATE scope_answer SET present = 'yes' WHERE kind = 'receipt';

-- check: vendors_known
UPDATE vendor SET closed_on = '2026-11-01';

-- check: contracts_known
UPDATE vendor SET contracted = 'unknown';

-- check: devices_known
-- also: ledger_empty scope_devices_known
UPDATE device SET closed_on = '2026-11-01';

-- check: scope_devices_known
-- also: ledger_kind_absent
UPDATE device SET closed_on = '2026-11-01' WHERE kind = 'network';

-- check: no_contract
UPDATE vendor SET contracted = 'no';

-- check: scope_absent
UPDATE device SET closed_on = '2026-11-01' WHERE kind = 'server';
UPDATE facility SET absent_kinds = 'server', absent_reason = '電子カルテがクラウド型のため';

-- check: officer_none
UPDATE appointment SET ends_on = '2026-11-19' WHERE role = 'officer';
-- near:
UPDATE appointment SET ends_on = '2026-11-20' WHERE role = 'officer';

-- check: officer_of_vendor
UPDATE person SET vendor = (SELECT id FROM vendor);

-- check: officer_duties_blank
UPDATE appointment SET duties = '' WHERE role = 'officer';

-- check: officer_not_announced
UPDATE appointment SET announced_on = NULL WHERE role = 'officer';
-- near:
UPDATE appointment SET announced_on = '2026-11-20' WHERE role = 'officer';

-- check: officer_no_document
-- also: clause_missing
UPDATE clause SET closed_on = '2026-11-01' WHERE topic = 'officer';

-- check: officer_not_named
UPDATE evidence SET valid_until = '2026-11-19' WHERE kind = 'organisation';
-- near:
UPDATE evidence SET valid_until = '2026-11-20' WHERE kind = 'organisation';

-- check: officer_cannot_stop
UPDATE appointment SET may_cut_network = 0 WHERE role = 'officer';

-- check: officer_planner_no_backing
UPDATE person SET executive = 0;
UPDATE appointment SET management_backing = 'unknown' WHERE role = 'officer';
-- near:
UPDATE appointment SET management_backing = 'unknown' WHERE role = 'officer'; -- 経営層

-- check: officer_knowledge_unknown
UPDATE appointment SET knowledge_basis = 'unknown' WHERE role = 'officer';

-- check: officer_knowledge_unbacked
UPDATE appointment SET knowledge_basis = 'training' WHERE role = 'officer';
UPDATE training SET held_on = '2025-11-19' WHERE kind = 'security';
-- near:
UPDATE appointment SET knowledge_basis = 'training' WHERE role = 'officer';
UPDATE training SET held_on = '2025-11-20' WHERE kind = 'security';

-- check: officer_not_dedicated
UPDATE person SET employment = 'part_time';
-- near:
UPDATE person SET employment = 'part_time';
UPDATE facility SET filed_standards = 'other';

-- check: officer_time_share
UPDATE appointment SET time_share = 49 WHERE role = 'officer';
-- near:
UPDATE appointment SET dedication = 'mainly', time_share = 80 WHERE role = 'officer';

-- check: vendor_officer_missing
UPDATE vendor_officer SET until = '2026-11-19';
-- near:
UPDATE vendor_officer SET until = '2026-11-20';

-- check: ledger_empty
-- also: devices_known scope_devices_known
UPDATE device SET status = 'disposed';

-- check: ledger_kind_absent
-- also: scope_devices_known
UPDATE device SET in_scope = 0, out_of_scope_reason = 'office' WHERE kind = 'client';
UPDATE system SET touches = NULL;
UPDATE device_software SET closed_on = '2026-11-01';

-- check: device_column_empty
UPDATE device SET users = NULL WHERE asset_no = '0002';
-- near:
UPDATE device SET users = NULL, ip = NULL, ip_assignment = 'dhcp', not_applicable = 'users'
 WHERE asset_no = '0002';

-- check: cloud_column_empty
UPDATE cloud_service SET access_path = NULL;
-- near:
UPDATE cloud_service SET access_path = NULL, status = 'cancelled';

-- check: version_unknown
UPDATE device SET software_version = '不明' WHERE asset_no = '0004';
-- near:
UPDATE device SET software_version = NULL, os_version = '12.1' WHERE asset_no = '0004';
UPDATE device SET software = 'なし', software_version = NULL WHERE asset_no = '0003';

-- check: ledger_stale
UPDATE device SET updated_at = 1763564399999, confirmed_on = '2025-11-19';
-- near:
UPDATE device SET updated_at = 1763564399999, confirmed_on = NULL;
UPDATE device SET confirmed_on = '2025-11-20' WHERE asset_no = '0005';

-- check: review_missing
UPDATE review SET held_on = '2025-11-19';
-- near:
UPDATE review SET held_on = '2025-11-20';

-- check: out_of_scope_no_reason
UPDATE device SET out_of_scope_reason = NULL WHERE asset_no = '9001';
-- near:
UPDATE device SET out_of_scope_reason = 'other', out_of_scope_note = '展示用' WHERE asset_no = '9001';

-- check: out_of_scope_wrongly
UPDATE device SET remote_maintenance = 'yes' WHERE asset_no = '9001';
-- near:
UPDATE device SET kind = 'medical', works_with_others = 'no' WHERE asset_no = '9001';

-- check: cloud_missing
UPDATE cloud_service SET closed_on = '2026-11-01';
-- near:
UPDATE cloud_service SET closed_on = '2026-11-01';
UPDATE facility SET uses_cloud = 'no';

-- check: finding_unlisted_old
UPDATE finding SET state = 'open', first_seen_at = 1792508399999 WHERE grade = 'certain';
-- near:
UPDATE finding SET expires_on = '2026-11-20' WHERE grade = 'certain';

-- check: finding_unlisted
UPDATE finding SET state = 'open', first_seen_at = 1792508400000 WHERE grade = 'certain';
UPDATE finding SET state = 'open' WHERE grade = 'suspected';

-- check: finding_dual_homed
UPDATE finding SET rule = 'dual_homed_routing', expires_on = '2026-11-19' WHERE rule = 'tunnel';
-- near:
UPDATE finding SET rule = 'dual_homed_routing', expires_on = '2026-11-20' WHERE rule = 'tunnel';

-- check: finding_way_out
UPDATE finding SET rule = 'internet_gateway', expires_on = '2026-11-19' WHERE rule = 'tunnel';
-- near:
UPDATE finding SET rule = 'internet_gateway', expires_on = '2026-11-20' WHERE rule = 'tunnel';

-- check: finding_retired_talking
UPDATE finding SET rule = 'retired_talking', expires_on = '2026-11-19' WHERE rule = 'tunnel';
-- near:
UPDATE finding SET rule = 'retired_talking', expires_on = '2026-11-20' WHERE rule = 'tunnel';

-- check: finding_ledger_differs
UPDATE finding SET rule = 'maker_differs', expires_on = '2026-11-19' WHERE rule = 'tunnel';
-- near:
UPDATE finding SET rule = 'maker_differs', expires_on = '2026-11-20' WHERE rule = 'tunnel';

-- check: finding_support_ended
UPDATE finding SET rule = 'eol_os', expires_on = '2026-11-19' WHERE rule = 'tunnel';
-- near:
UPDATE finding SET rule = 'eol_os', expires_on = '2026-11-20' WHERE rule = 'tunnel';

-- check: review_overdue
UPDATE review SET next_due_on = '2026-11-19';
-- near:
UPDATE review SET next_due_on = '2026-11-20';

-- check: review_no_minutes
UPDATE evidence SET closed_on = '2026-11-01' WHERE kind = 'minutes';

-- check: device_stopped_no_note
UPDATE device SET note = NULL WHERE asset_no = '0003';

-- check: device_ip_duplicate
UPDATE device SET ip = '192.168.1.21' WHERE asset_no = '0003';
-- near:
UPDATE device SET ip = '192.168.1.21', network = NULL WHERE asset_no = '0003';

-- check: device_os_ended
UPDATE device SET os = 'Windows 8.1 Pro' WHERE asset_no = '0002';
-- near:
UPDATE device SET os = 'Windows 10 Enterprise LTSC 2021' WHERE asset_no = '0002';

-- check: software_versions_differ
UPDATE device SET software_version = '1.2' WHERE asset_no = '0003';
-- near:
UPDATE device SET software = '△△管理', software_version = '1.2' WHERE asset_no = '0003';

-- check: second_network_no_interface
UPDATE device_interface SET closed_on = '2026-11-01';

-- check: second_line_unknown
UPDATE device SET mobile_line = 'unknown' WHERE asset_no = '0004';
-- near:
UPDATE device SET mobile_line = 'unknown' WHERE kind = 'monitor';

-- check: attachment_unknown
UPDATE device SET attachment = 'unknown' WHERE asset_no = '0002';

-- check: out_of_scope_touches
UPDATE device SET system = (SELECT id FROM system WHERE kinds = 'pacs') WHERE asset_no = '9001';
-- near:
UPDATE device SET system = (SELECT id FROM system WHERE kinds = 'pacs') WHERE asset_no = '9001';
UPDATE system SET touches = 'none' WHERE kinds = 'pacs';

-- check: inquiry_missing
-- also: link_without_inquiry
UPDATE remote_inquiry SET replied_on = NULL;

-- check: remote_unknown
UPDATE device SET remote_maintenance = 'unknown' WHERE asset_no = '0002';

-- check: remote_access_contradicts
UPDATE device SET remote_maintenance = 'no' WHERE asset_no = '0001';

-- check: remote_without_row
UPDATE device SET remote_maintenance = 'yes' WHERE asset_no = '0002';

-- check: link_without_inquiry
UPDATE device SET vendor = NULL WHERE asset_no = '0004';

-- check: remote_source_open
UPDATE remote_access SET source_restricted = 'no';

-- check: remote_account_shared
UPDATE remote_access SET account = 'shared';

-- check: remote_no_second_factor
UPDATE remote_access SET two_factor = 'unknown';

-- check: remote_terminal_unknown
UPDATE remote_access SET terminal_clean = 'unknown';

-- check: remote_always_on
UPDATE remote_access SET always_on = 'yes';

-- check: remote_no_evidence
UPDATE evidence SET closed_on = '2026-11-01' WHERE kind = 'application';

-- check: inquiry_old
UPDATE remote_inquiry SET replied_on = '2025-11-19';
-- near:
UPDATE remote_inquiry SET replied_on = '2025-11-20';

-- check: remote_confirmation_old
UPDATE remote_access SET confirmed_on = '2025-11-19';
-- near:
UPDATE remote_access SET confirmed_on = '2025-11-20', review_due_on = '2026-11-20';

-- check: remote_traffic_unexplained
UPDATE finding SET state = 'open' WHERE rule = 'tunnel';

-- check: disclosure_missing
UPDATE disclosure SET received_on = NULL;
-- near:
UPDATE disclosure SET received_on = '2026-11-20';

-- check: disclosure_old_form
UPDATE disclosure SET form_version = 'Ver.4.1';
-- near:
UPDATE disclosure SET form_version = 'Ver. 10.0';

-- check: disclosure_no_risk_note
UPDATE disclosure SET risk_note = NULL;
-- near:
UPDATE disclosure SET risk_note = NULL, no_answers = 0;

-- check: inspection_missing
UPDATE inspection SET held_on = '2025-11-19' WHERE kind = 'accounts';
-- near:
UPDATE inspection SET held_on = '2025-11-20' WHERE kind = 'accounts';

-- check: inspection_failed
UPDATE inspection SET result = 'bad' WHERE kind = 'log';

-- check: inspection_to_mend
UPDATE inspection SET result = 'improve' WHERE kind = 'services';

-- check: inspection_due
UPDATE inspection SET next_due_on = '2026-11-19' WHERE kind = 'source_limit';
-- near:
UPDATE inspection SET next_due_on = '2026-11-20' WHERE kind = 'source_limit';

-- check: inspection_unfixed
UPDATE inspection SET fixed = 2 WHERE kind = 'rights';

-- check: patch_overdue
UPDATE device SET patched_on = '2026-08-19' WHERE asset_no = '0002';
-- near:
UPDATE device SET patched_on = '2026-08-20' WHERE asset_no = '0002';
UPDATE device SET patched_on = '2026-05-20' WHERE asset_no = '0001';
UPDATE device SET patched_on = '2025-11-20' WHERE asset_no = '0004';

-- check: device_support_ended
-- also: device_os_ended
UPDATE device SET support_ends_on = '2026-11-19' WHERE asset_no = '0001';
-- near:
UPDATE device SET support_ends_on = '2026-11-20' WHERE asset_no = '0001';

-- check: chart_none
UPDATE contact SET called_by = NULL;

-- check: contact_required_missing
UPDATE contact SET agency = 'other' WHERE agency = 'mhlw';

-- check: contact_vendor_missing
UPDATE contact SET closed_on = '2026-11-01' WHERE category = 'vendor';
-- near:
UPDATE contact SET vendor = NULL, phone_day = '03-0000-0001', phone_night = '03-0000-0002'
 WHERE category = 'vendor'; -- the same name is enough

-- check: contact_without_means
UPDATE contact SET phone_day = NULL WHERE agency = 'police';
-- near:
UPDATE contact SET phone_day = NULL, url = 'https://example.jp/' WHERE agency = 'police';

-- check: contact_authority_missing
UPDATE contact SET closed_on = '2026-11-01' WHERE agency = 'prefecture';

-- check: contact_neighbor_missing
UPDATE contact SET closed_on = '2026-11-01' WHERE category = 'neighbor';

-- check: contact_not_confirmed
UPDATE contact SET confirmed_on = '2026-05-19' WHERE agency = 'police';
-- near:
UPDATE contact SET confirmed_on = '2026-05-20' WHERE agency = 'police';

-- check: contact_no_night
UPDATE vendor SET phone_night = NULL;
-- near:
UPDATE vendor SET phone_night = NULL, round_the_clock = 1;

-- check: chart_print_old
UPDATE contact_chart SET printed_on = '2026-11-19';

-- check: chart_not_announced
UPDATE contact_chart SET announced_on = NULL;

-- check: recovery_priority_none
UPDATE system SET recovery_priority = NULL;

-- check: recovery_no_essential_data
UPDATE system SET essential_data = NULL WHERE kinds = 'pacs';

-- check: recovery_no_backup
UPDATE backup SET closed_on = '2026-11-01'
 WHERE system = (SELECT id FROM system WHERE kinds = 'pacs');
UPDATE drill SET system = (SELECT id FROM system WHERE kinds = 'pacs') WHERE system IS NULL;

-- check: recovery_no_sound_copy
-- also: copy_contradicts
INSERT INTO copy_fact (facility_id, backup, kind, source, proof, at, figure, note)
SELECT facility_id, id, 'read_back', 'verify.check', 'contradicted', 1795111200000, 3, '3件が壊れている'
  FROM backup;
-- near:
INSERT INTO copy_fact (facility_id, backup, kind, source, proof, at, figure, note)
SELECT facility_id, id, 'read_back', 'verify.check', 'contradicted', 1795111200000, 3, '3件が壊れている'
  FROM backup;
INSERT INTO copy_fact (facility_id, backup, kind, source, proof, at, figure, note)
SELECT facility_id, id, 'read_back', 'verify.check', 'proved', 1795111200001, 100, NULL FROM backup;

-- check: copy_contradicts
-- also: backup_not_321
INSERT INTO copy_fact (facility_id, backup, kind, source, proof, at, figure, note)
SELECT facility_id, id, 'off_site', 'reach.network', 'contradicted', 1795111200000, NULL, '同じネットワーク'
  FROM backup WHERE medium = 'tape';
-- near:
INSERT INTO copy_fact (facility_id, backup, kind, source, proof, at, figure, note)
SELECT facility_id, id, 'offline', 'reach.tcp', 'contradicted', 1795111200000, NULL, '届く'
  FROM backup WHERE medium = 'nas';
INSERT INTO copy_fact (facility_id, backup, kind, source, proof, at, figure, note)
SELECT facility_id, id, 'generations', 'repo.restic', 'proved', 1795111200000, 7, NULL
  FROM backup WHERE medium = 'nas';
INSERT INTO copy_fact (facility_id, backup, kind, source, proof, at, figure, note)
SELECT facility_id, id, 'fresh', 'repo.restic', 'proved', 1795111200000, 1795111200000 - 48 * 3600000,
       NULL
  FROM backup WHERE medium = 'nas';
INSERT INTO copy_fact (facility_id, backup, kind, source, proof, at, figure, note)
SELECT facility_id, id, 'manifest', 'verify.check', 'unknown', 1795111200000, NULL, '読めない'
  FROM backup;

-- check: media_overdue
UPDATE media SET state = 'away', due_on = '2026-11-19';
-- near:
UPDATE media SET state = 'away', due_on = '2026-11-20';

-- check: backup_not_separated
UPDATE backup SET separation = 'logical', connection = 'always', immutable = 'none'
 WHERE medium = 'tape';
-- near:
UPDATE backup SET separation = 'logical', connection = 'during_run', immutable = 'none'
 WHERE medium = 'tape';

-- check: backup_no_procedure
UPDATE backup SET procedure_kept = 'server';
-- near:
UPDATE backup SET procedure_kept = 'server' WHERE medium = 'nas';

-- check: restore_not_confirmed
UPDATE drill SET held_on = '2025-11-19' WHERE system IS NULL;
-- near:
UPDATE drill SET held_on = '2025-11-20' WHERE system IS NULL;

-- check: backup_not_321
UPDATE backup SET method = 'replica', generations = 9 WHERE medium = 'nas';
UPDATE backup SET generations = 9 WHERE medium = 'tape';

-- check: backup_late
UPDATE backup SET last_success_at = 1794970799999 WHERE medium = 'nas';
-- near:
UPDATE backup SET last_success_at = 1794970800000 WHERE medium = 'nas';

-- check: backup_few_generations
UPDATE backup SET generations = 4 WHERE system = (SELECT id FROM system WHERE kinds <> 'pacs');
-- near:
UPDATE backup SET generations = 5 WHERE system = (SELECT id FROM system WHERE kinds <> 'pacs');
UPDATE backup SET generations = 3 WHERE system = (SELECT id FROM system WHERE kinds = 'pacs');

-- check: backup_same_credentials
UPDATE backup SET separate_credentials = 'unknown' WHERE medium = 'nas';

-- check: backup_vendor_unconfirmed
UPDATE backup SET vendor_confirmed_on = NULL;

-- check: drill_desk_only
UPDATE drill SET kind = 'desk' WHERE system IS NULL;

-- check: drill_longer_than_rto
UPDATE drill SET minutes = 241 WHERE system IS NOT NULL;
-- near:
UPDATE drill SET minutes = 240 WHERE system IS NOT NULL;

-- check: bcp_none
UPDATE bcp SET covers_cyber = 0;

-- check: bcp_part_missing
UPDATE bcp SET part_decision = 'unknown';

-- check: bcp_review_due
UPDATE bcp SET review_due_on = '2026-11-19';
-- near:
UPDATE bcp SET review_due_on = '2026-11-20';

-- check: bcp_answers_open
UPDATE bcp_answer SET reply = 'no' WHERE item = 'question-7';

-- check: bcp_no_drill
UPDATE training SET held_on = '2025-11-19' WHERE kind = 'bcp';
-- near:
UPDATE training SET held_on = '2025-11-20' WHERE kind = 'bcp';

-- check: recovery_order_contradicts
INSERT INTO link (facility_id, entity, record_id, field, to_entity, to_id)
SELECT e.facility_id, 'system', e.id, 'depends_on', 'system', CAST(p.id AS text)
  FROM system e, system p WHERE e.kinds = 'ehr,ordering' AND p.kinds = 'pacs';
-- near:
INSERT INTO link (facility_id, entity, record_id, field, to_entity, to_id)
SELECT e.facility_id, 'system', p.id, 'depends_on', 'system', CAST(e.id AS text)
  FROM system e, system p WHERE e.kinds = 'ehr,ordering' AND p.kinds = 'pacs';

-- check: clause_missing
UPDATE clause SET closed_on = '2026-11-01' WHERE topic = 'log';

-- check: two_factor_open
UPDATE system SET two_factor_due_on = '2028-04-01' WHERE kinds = 'pacs';
-- near:
UPDATE system SET two_factor_due_on = '2028-03-31' WHERE kinds = 'pacs';
