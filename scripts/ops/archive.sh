# shellcheck shell=bash
# What a backup is made of, for the commands that make, prove and restore one. A backup is one tar file, perhaps
# encrypted (age), with a checksum beside it; inside:
#
#   database.dump   pg_dump's custom format
#   media.tar       uploaded pictures
#   rows            how many rows each table had, in the same snapshot as the dump
#   about           version, time, newest change of the schema

# Prints how many rows each table of database $1 has. On standard input of an open psql it works in its transaction.
ROWS_QUERY="SELECT format('SELECT %L, count(*) FROM %I.%I', table_schema || '.' || table_name, table_schema, table_name)
FROM information_schema.tables
WHERE table_schema IN ('public', 'apalis') AND table_type = 'BASE TABLE' ORDER BY table_schema, table_name"

rows_of() {
    printf '%s\n\\gexec\n' "$ROWS_QUERY" | psql -X -q -A -t -F ' ' -v ON_ERROR_STOP=1 -d "$1"
}

fail() {
    echo "$1" >&2
    exit 1
}

# Restores dump $1 into a new database $2, and compares its rows with file $3.
restore_into() {
    psql -X -q -v ON_ERROR_STOP=1 -d postgres -c "CREATE DATABASE \"$2\" OWNER azionelab_migrator TEMPLATE template0"
    pg_restore --exit-on-error --no-password -d "$2" "$1"
    diff "$3" <(rows_of "$2") >&2 || fail "The restored rows are not those of the backup (left: backup)."
}

drop() {
    psql -X -q -d postgres -c "DROP DATABASE IF EXISTS \"$1\" WITH (FORCE)"
}

# Unpacks backup $1 (a name in $BACKUPS, or a path) into directory $2, having checked it. The private key of an encrypted
# one is read from standard input.
unpack() {
    local file=$1
    [ -e "$file" ] || file=$BACKUPS/$1
    [ -r "$file" ] || fail "There is no backup $1 in $BACKUPS."
    if [ -e "$file.sha256" ]; then
        (cd "$(dirname "$file")" && sha256sum --quiet --check "$(basename "$file").sha256") ||
            fail "$file is not what its checksum says: it is damaged."
    else
        echo "There is no $file.sha256: the backup is taken as it is." >&2
    fi
    case $file in
        *.age)
            [ ! -t 0 ] || fail "$file is encrypted: give the private key on standard input, -T … < identity.txt"
            age --decrypt --identity - "$file" | tar -x -C "$2"
            ;;
        *) tar -x -C "$2" -f "$file" ;;
    esac
    for part in database.dump media.tar rows about; do
        [ -e "$2/$part" ] || fail "$file holds no $part: it is no backup of AzioneLab."
    done
}
