-- The sample schema: every type word, a check, keys of every sort.
CREATE TABLE ward (
    facility_id ID NOT NULL,
    id ID NOT NULL,
    name TEXT NOT NULL,
    beds I64,
    is_open BOOL NOT NULL CHECK (is_open IN (0, 1)),
    at_night BOOL,
    photo BLOB,
    PRIMARY KEY (facility_id, id),
    UNIQUE (facility_id, name)
);
CREATE TABLE nurse (
    facility_id ID NOT NULL,
    id ID NOT NULL,
    ward ID NOT NULL,
    PRIMARY KEY (facility_id, id),
    FOREIGN KEY (facility_id, ward) REFERENCES ward (facility_id, id)
) WITHOUT ROWID;
CREATE INDEX nurse_by_ward ON nurse (facility_id, ward);
