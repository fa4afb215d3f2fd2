# shellcheck shell=bash
# For the scripts that work on a deployment: where it is, its settings, and the way to replace what runs without a gap.
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1

fail() {
    echo "${0##*/}: $1" >&2
    exit 1
}

say() {
    echo "$(date +%T)  $1"
}

setting() {
    sed -n "s/^$1=//p" .env | tail -n 1
}

# Writes a setting into .env, in place of the line that is there.
set_setting() {
    local draft
    draft=$(mktemp .env.XXXXXX)
    chmod --reference=.env "$draft"
    awk -v name="$1" -v value="$2" '
        index($0, name "=") == 1 { if (!done) print name "=" value; done = 1; next }
        { print }
        END { if (!done) print name "=" value }' .env >"$draft"
    mv "$draft" .env
}

running() {
    docker compose ps --quiet "$1"
}

# Waits until container $1 is healthy.
wait_until_healthy() {
    local waited state
    for ((waited = 0; waited < 120; waited++)); do
        state=$(docker inspect --format '{{.State.Status}} {{if .State.Health}}{{.State.Health.Status}}{{end}}' "$1")
        [ "$state" = "running healthy" ] && return
        sleep 1
    done
    echo "Container $1 is not healthy after two minutes ($state). Its last words:" >&2
    docker logs --tail 20 "$1" >&2
    return 1
}

# Replaces the containers of service $1 by new ones: first the new ones come up beside the old, then the old finish what
# they have begun, for $2 seconds at most, and go. When a new one does not come up, the old ones stay, and nobody has
# noticed. (Every step says itself what follows its failure: where the caller asks for one, `set -e` does not.)
roll() {
    local service=$1 old count new container
    old=$(running "$service")
    count=$(grep -c . <<<"$old" || true)
    if [ "$count" = 0 ]; then
        docker compose --progress quiet up --detach --no-deps "$service" || return 1
    else
        say "$service: $count new beside $count old"
        docker compose --progress quiet up --detach --no-deps --no-recreate --scale "$service=$((count * 2))" "$service" ||
            { remove_others "$service" "$old"; return 1; }
    fi
    new=$(running "$service" | grep -vxF "${old:-none}")
    [ "$count" = 0 ] || [ "$(grep -c . <<<"$new")" = "$count" ] || { remove_others "$service" "$old"; return 1; }
    for container in $new; do
        wait_until_healthy "$container" || { remove_others "$service" "$old"; return 1; }
    done
    [ "$count" = 0 ] || say "$service: the old ones finish and go"
    for container in $old; do
        docker stop --time "$2" "$container" >/dev/null && docker rm "$container" >/dev/null || return 1
    done
}

# Removes the containers of service $1 that are not in list $2.
remove_others() {
    local container
    for container in $(docker compose ps --all --quiet "$1" | grep -vxF "${2:-none}"); do
        docker rm --force "$container" >/dev/null
    done
}

# Brings everything to the version that .env names. Grace periods are those of compose.yml.
roll_everything() {
    roll api 30 || return 1
    roll worker 45 || return 1
    # One program holds the ports, so this one is replaced in place: a second or two, and only if anything changed.
    say "nginx: replaced if it changed"
    docker compose --progress quiet up --detach --no-deps nginx || return 1
    wait_until_healthy "$(running nginx)"
}
