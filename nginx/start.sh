#!/bin/sh
# Starts nginx in a container, from the settings in the environment:
#
#   PUBLIC_URL      origin of the site, https://tickets.example.org
#   OTHER_NAMES     host names that lead to it, separated by spaces or commas: www.example.org
#   TLS             on: nginx ends TLS itself; off: a proxy in front does, and only it reaches us
#   FRONT_PROXIES   with TLS=off, the networks of that proxy: its X-Forwarded-For is believed
#   API_ADDRESS     name:port of the API
#   RATE_LIMITS     on, or off for load tests
#   HSTS            value of Strict-Transport-Security
#
# start.sh check              writes the configuration and lets nginx judge it, no more
# start.sh reload             reads certificate and settings anew; requests under way are finished
# start.sh maintenance on     closes the site with a friendly page; `off` opens it
set -eu

HERE=${NGINX_HERE:-/etc/azionelab/nginx}
RUN=${NGINX_RUN:-/run/azionelab}
WEB_ROOT=${WEB_ROOT:-/srv/azionelab}
CERTIFICATE=${TLS_CERTIFICATE:-/etc/azionelab/tls/fullchain.pem}
KEY=${TLS_KEY:-/etc/azionelab/tls/privkey.pem}
ACME_DIRECTORY=${ACME_DIRECTORY:-/var/lib/azionelab/acme}
PLAIN_PORT=${PLAIN_PORT:-8080}
TLS_PORT=${TLS_PORT:-8443}
HEALTH_ADDRESS=${HEALTH_ADDRESS:-127.0.0.1:8090}
ACCESS_LOG=${ACCESS_LOG:-/dev/stdout}
ERROR_LOG=${ERROR_LOG:-/dev/stderr}
TLS=${TLS:-on}
RATE_LIMITS=${RATE_LIMITS:-on}
API_ADDRESS=${API_ADDRESS:-api:8081}
USER=${NGINX_USER:-}

fail() {
    echo "nginx: $1" >&2
    exit 1
}

# Whether this nginx is at least version $1.
at_least() {
    [ "$(printf '%s\n' "$1" "$VERSION" | sort -V | head -n 1)" = "$1" ]
}

read_settings() {
    VERSION=$(nginx -v 2>&1 | sed 's|.*nginx/\([0-9.]*\).*|\1|')
    case ${PUBLIC_URL:-} in
        https://*) scheme=https ;;
        http://*) scheme=http ;;
        *) fail "PUBLIC_URL: expected an origin such as https://tickets.example.org, got \"${PUBLIC_URL:-}\"" ;;
    esac
    PUBLIC_URL=${PUBLIC_URL%/}
    SITE_NAME=${PUBLIC_URL#*://}
    SITE_NAME=${SITE_NAME%:*}
    words_of "$SITE_NAME" PUBLIC_URL
    [ -n "$WORDS" ] || fail "PUBLIC_URL: there is no host name in \"$PUBLIC_URL\""
    SERVER_NAMES=$SITE_NAME
    words_of "${OTHER_NAMES:-}" OTHER_NAMES
    # A name that nobody can ask for, where there are none.
    OTHER_NAMES=${WORDS:-other-names.invalid}
    words_of "${FRONT_PROXIES:-}" FRONT_PROXIES
    FRONT_PROXIES=$WORDS
    case $RATE_LIMITS in on | off) ;; *) fail "RATE_LIMITS: expected on or off, got \"$RATE_LIMITS\"" ;; esac

    case $TLS in
        on)
            [ "$scheme" = https ] || fail "TLS is on, but PUBLIC_URL does not begin with https://"
            [ -z "$FRONT_PROXIES" ] || fail "FRONT_PROXIES is for TLS=off: with TLS=on nginx is the edge"
            ;;
        off)
            [ "$scheme" = http ] || [ -n "$FRONT_PROXIES" ] || fail "TLS is off, but PUBLIC_URL begins with https://: name the proxy that ends TLS in FRONT_PROXIES"
            ;;
        *) fail "TLS: expected on or off, got \"$TLS\"" ;;
    esac
    if [ "$scheme" = https ]; then HSTS=${HSTS-max-age=63072000}; else HSTS=; fi
    case $HSTS in *[\"\;\{\}\$]*[\"\{\}\$]* | *[\"\{\}\$]*) fail "HSTS: expected a value such as max-age=63072000; includeSubDomains" ;; esac
}

# Sets WORDS to a list's words, separated by spaces; whatever nginx could take for syntax is refused.
words_of() {
    WORDS=$(printf '%s' "$1" | tr ',' ' ' | tr -s ' ')
    WORDS=${WORDS# }
    WORDS=${WORDS% }
    case $WORDS in *[!A-Za-z0-9.:/\ \[\]-]*) fail "$2: \"$1\" holds characters that names and networks do not have" ;; esac
}

# One upstream group that follows the name wherever it leads, with connections kept open; an nginx older than 1.27.3
# cannot, and looks the name up itself, with a connection for each request.
reach_the_api() {
    case $API_ADDRESS in
        *[!A-Za-z0-9.:-]* | *:*:* | :* | *:) fail "API_ADDRESS: expected name:port, got \"$API_ADDRESS\"" ;;
        *:*) ;;
        *) fail "API_ADDRESS: expected name:port, got \"$API_ADDRESS\"" ;;
    esac
    resolver="resolver ${RESOLVER:-127.0.0.11} valid=2s ipv6=off; resolver_timeout 3s;"
    if at_least 1.27.3; then
        API_GROUP="$resolver upstream api { zone api 128k; server $API_ADDRESS resolve max_fails=2 fail_timeout=5s; keepalive 32; }"
        API=api
    else
        API_GROUP=$resolver
        API=$API_ADDRESS
    fi
}

# The certificate that was given, or one of our own until there is one: a site must start to be able to get one.
take_certificate() {
    TLS_DIRECTORY=$RUN/tls
    mkdir -p "$TLS_DIRECTORY"
    if [ -s "$CERTIFICATE" ] && [ -s "$KEY" ]; then
        given=$(openssl x509 -in "$CERTIFICATE" -noout -pubkey) || fail "$CERTIFICATE is no certificate"
        [ "$given" = "$(openssl pkey -in "$KEY" -pubout)" ] || fail "$KEY is not the key of $CERTIFICATE"
        cat "$CERTIFICATE" >"$TLS_DIRECTORY/fullchain.pem"
        (umask 077 && cat "$KEY" >"$TLS_DIRECTORY/privkey.pem")
        rm -f "$TLS_DIRECTORY/self-signed"
    elif [ ! -e "$TLS_DIRECTORY/self-signed" ]; then
        echo "nginx: there is no certificate at $CERTIFICATE: using one that we signed ourselves, which browsers warn of" >&2
        (umask 077 && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 90 \
            -subj "/CN=$SITE_NAME" -addext "subjectAltName=DNS:$SITE_NAME" \
            -keyout "$TLS_DIRECTORY/privkey.pem" -out "$TLS_DIRECTORY/fullchain.pem" 2>/dev/null)
        touch "$TLS_DIRECTORY/self-signed"
    fi
    TLS_GROUPS=X25519:prime256v1:secp384r1
    if openssl list -kem-algorithms 2>/dev/null | grep -q X25519MLKEM768; then TLS_GROUPS=X25519MLKEM768:$TLS_GROUPS; fi
    TLS_STAPLING=
    if [ -n "$(openssl x509 -in "$TLS_DIRECTORY/fullchain.pem" -noout -ocsp_uri)" ]; then
        TLS_STAPLING="ssl_stapling on; ssl_stapling_verify on; ssl_trusted_certificate $TLS_DIRECTORY/fullchain.pem;"
    fi
}

fill_in() {
    # shellcheck disable=SC2016 # names, not values: envsubst is told which to fill in
    envsubst "$(printf '${%s} ' USER PID_FILE TEMP_DIRECTORY ERROR_LOG SITE_FILES LISTEN SERVER_NAMES API_GROUP API \
        REAL_IP SCHEME RATE_LIMITS WEB_ROOT PAGES SNIPPETS CACHE_DIRECTORY MAINTENANCE_FILE ACCESS_LOG HSTS TLS_DIRECTORY \
        TLS_GROUPS TLS_STAPLING PLAIN_LISTEN PUBLIC_URL ACME_DIRECTORY STRANGERS_LISTEN OTHER_NAMES OTHER_LISTEN \
        HEALTH_LISTEN)" <"$HERE/$1.template" >"$RUN/$1"
}

write_configuration() {
    read_settings
    reach_the_api
    mkdir -p "$RUN/temporary"
    PID_FILE=$RUN/nginx.pid
    TEMP_DIRECTORY=$RUN/temporary
    CACHE_DIRECTORY=$RUN/cache
    MAINTENANCE_FILE=$RUN/maintenance
    PAGES=$HERE/pages
    SNIPPETS=$HERE
    USER=${USER:+user $USER;}
    HEALTH_LISTEN="listen $HEALTH_ADDRESS;"
    if [ "$TLS" = on ]; then
        take_certificate
        # What was an option of `listen` became a directive.
        flags=ssl http2="http2 on;"
        at_least 1.25.1 || flags="ssl http2" http2=
        LISTEN="listen $TLS_PORT $flags; listen [::]:$TLS_PORT $flags; $http2"
        PLAIN_LISTEN="listen $PLAIN_PORT; listen [::]:$PLAIN_PORT;"
        STRANGERS_LISTEN="listen $PLAIN_PORT default_server; listen [::]:$PLAIN_PORT default_server; listen $TLS_PORT $flags default_server; listen [::]:$TLS_PORT $flags default_server; $http2"
        OTHER_LISTEN="$PLAIN_LISTEN $LISTEN"
        SCHEME="\$scheme"
        REAL_IP=
        files="site.conf tls.conf strangers.conf"
    else
        LISTEN="listen $PLAIN_PORT; listen [::]:$PLAIN_PORT;"
        STRANGERS_LISTEN="listen $PLAIN_PORT default_server; listen [::]:$PLAIN_PORT default_server;"
        OTHER_LISTEN=$LISTEN
        SCHEME=$scheme
        REAL_IP=
        for network in $FRONT_PROXIES; do REAL_IP="${REAL_IP}set_real_ip_from $network; "; done
        REAL_IP=${REAL_IP:+${REAL_IP}real_ip_header X-Forwarded-For; real_ip_recursive on;}
        files="site.conf strangers.conf"
    fi
    [ -e /proc/net/if_inet6 ] || without_ipv6
    SITE_FILES=
    export USER PID_FILE TEMP_DIRECTORY ERROR_LOG SITE_FILES LISTEN SERVER_NAMES API_GROUP API REAL_IP SCHEME RATE_LIMITS \
        WEB_ROOT PAGES SNIPPETS CACHE_DIRECTORY MAINTENANCE_FILE ACCESS_LOG HSTS TLS_DIRECTORY TLS_GROUPS TLS_STAPLING \
        PLAIN_LISTEN PUBLIC_URL ACME_DIRECTORY STRANGERS_LISTEN OTHER_NAMES OTHER_LISTEN HEALTH_LISTEN
    for file in $files; do
        fill_in "$file"
        SITE_FILES="${SITE_FILES}include $RUN/$file; "
    done
    fill_in nginx.conf
    nginx -t -q -c "$RUN/nginx.conf" -e "$ERROR_LOG"
}

without_ipv6() {
    LISTEN=$(only_ipv4 "$LISTEN")
    PLAIN_LISTEN=$(only_ipv4 "${PLAIN_LISTEN:-}")
    STRANGERS_LISTEN=$(only_ipv4 "$STRANGERS_LISTEN")
    OTHER_LISTEN=$(only_ipv4 "$OTHER_LISTEN")
}

only_ipv4() {
    printf '%s' "$1" | sed 's/listen \[::\][^;]*;//g'
}

case ${1:-start} in
    start)
        rm -f "$RUN/maintenance"
        write_configuration
        exec nginx -c "$RUN/nginx.conf" -e "$ERROR_LOG"
        ;;
    check) write_configuration ;;
    reload)
        write_configuration
        nginx -c "$RUN/nginx.conf" -e "$ERROR_LOG" -s reload
        ;;
    maintenance)
        case ${2:-} in
            on) touch "$RUN/maintenance" ;;
            off) rm -f "$RUN/maintenance" ;;
            *) fail "maintenance: expected on or off" ;;
        esac
        ;;
    *) fail "expected start, check, reload or maintenance, got \"$1\"" ;;
esac
