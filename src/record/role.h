/* Who may do what (docs/decisions: READ all roles; the rest by this table). */
#ifndef RECORD_ROLE_H
#define RECORD_ROLE_H

enum role { ROLE_ADMIN, ROLE_OFFICER, ROLE_EXECUTIVE, ROLE_STAFF, ROLE_VIEWER, ROLE_COUNT };

/* Permissions, as bits. */
enum {
    MAY_READ = 1 << 0,
    MAY_EDIT = 1 << 1,
    MAY_ANSWER = 1 << 2,  /* checklist */
    MAY_APPROVE = 1 << 3, /* management review, BCP, chart */
    MAY_ADMIN = 1 << 4    /* accounts, facility, undo of imports */
};

unsigned role_may(enum role role);
const char *role_code(enum role role); /* "admin", "officer", "executive", "staff", "viewer" */
const char *role_label(enum role role); /* 管理者, 責任者, 経営層, 担当者, 閲覧・検査 */
int role_of(const char *code);          /* -1 if there is none */

#endif
