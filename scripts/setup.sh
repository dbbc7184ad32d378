# Set-up of a fresh machine, quiet and repeatable. Sourced by ./pensieve, which defines $root.
# shellcheck shell=bash
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
app="$root/artifacts/app"
logs="$root/artifacts/logs"

say() { echo "pensieve: $*" >&2; }

fail() {
  say "$*"
  exit 1
}

# Runs a command with its output in a log, which is shown only if it fails.
quietly() {
  local log="$logs/$1.log"
  shift
  mkdir -p "$logs"
  if ! "$@" >"$log" 2>&1; then
    tail -n 40 "$log" >&2
    fail "failed: $* (all of it in $log)"
  fi
}

require_sdk() {
  local version=none
  if command -v dotnet >/dev/null; then
    version=$(cd "$root" && dotnet --version 2>/dev/null || echo none)
  fi
  if [[ ${version%%.*} != 10 ]]; then
    fail "the .NET 10 SDK is needed (found: $version). Get it from https://dotnet.microsoft.com/download/dotnet/10.0 or, where your distribution has it, with: apt-get install dotnet-sdk-10.0"
  fi
}

require_node() {
  local version=none
  if command -v node >/dev/null && command -v npm >/dev/null; then
    version=$(node --version)
  fi
  local major=${version#v}
  major=${major%%.*}
  if ! [[ $major =~ ^[0-9]+$ ]] || ((major < 20)); then
    fail "Node 20 or newer with npm is needed (found: $version). Get it from https://nodejs.org/en/download or, where your distribution has it, with: apt-get install nodejs npm"
  fi
}

has_package() {
  case $1 in
    libvulkan1) compgen -G '/usr/lib/*/libvulkan.so.1' >/dev/null || compgen -G '/usr/lib*/libvulkan.so.1' >/dev/null ;;
    chromium) command -v chromium >/dev/null || command -v chromium-browser >/dev/null ;;
    mesa-vulkan-drivers) compgen -G '/usr/share/vulkan/icd.d/lvp_icd*.json' >/dev/null ;;
    postgresql) compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null ;;
    python3-jinja2) /usr/bin/python3 -c 'import jinja2' 2>/dev/null ;;
  esac
}

cost_of() {
  case $1 in
    libvulkan1) echo "without it no GPU is used" ;;
    chromium) echo "without it browser tests do not run" ;;
    mesa-vulkan-drivers) echo "without it Vulkan tests need a GPU" ;;
    postgresql) echo "without it the database layer is tested with SQLite only" ;;
    python3-jinja2) echo "without it templates are not compared with the reference" ;;
  esac
}

# Installs missing system packages where that can be done without asking; names them elsewhere and goes on.
offer_packages() {
  [[ $(uname -s) == Linux ]] || return 0
  local package missing=()
  for package in "$@"; do
    has_package "$package" || missing+=("$package")
  done
  ((${#missing[@]} > 0)) || return 0

  if [[ $(id -u) == 0 ]] && command -v apt-get >/dev/null; then
    mkdir -p "$logs"
    say "installing ${missing[*]}"
    if { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}"; } >"$logs/apt.log" 2>&1; then
      return 0
    fi
    say "that failed; see $logs/apt.log"
  fi
  for package in "${missing[@]}"; do
    has_package "$package" || say "missing $package: $(cost_of "$package")"
  done
}

# npm packages: the native engine and browser assets, as pinned in the lock file.
prepare_npm() {
  [[ -f $root/package-lock.json ]] || return 0
  local stamp="$root/node_modules/.pensieve-stamp" now
  now=$(cd "$root" && cksum package.json package-lock.json)
  if [[ ! -f $stamp || $(<"$stamp") != "$now" ]]; then
    require_node
    say "fetching native libraries and browser assets"
    (cd "$root" && quietly npm npm ci --no-audit --no-fund --loglevel=error)
    mkdir -p "$root/node_modules"
    echo "$now" >"$stamp"
  fi
}

# Contents of everything the app is made of; 20 ms or so.
source_stamp() {
  (
    cd "$root"
    find Pensieve.Console Pensieve.Engine Pensieve.Harness build Directory.*.props global.json .editorconfig package-lock.json \
      \( -name bin -o -name obj -o -name node_modules \) -prune -o -type f -exec cksum {} + 2>/dev/null | LC_ALL=C sort | cksum || true
  )
}

# Publishes to artifacts/app if the sources changed. A new folder takes the old one's place, so that a server that runs from
# the old one keeps its files.
prepare_app() {
  prepare_npm
  local stamp="$app/.stamp" now
  now=$(source_stamp)
  if [[ ! -f $stamp || $(<"$stamp") != "$now" ]]; then
    require_sdk
    mkdir -p "$root/artifacts"
    exec 9>"$root/artifacts/.lock"
    ! command -v flock >/dev/null || flock 9
    if [[ ! -f $stamp || $(<"$stamp") != "$now" ]]; then
      say "building"
      rm -rf "$app.new"
      quietly publish dotnet publish "$root/Pensieve.Console" -c Release -o "$app.new" -v q --nologo -nodeReuse:false
      echo "$now" >"$app.new/.stamp"
      rm -rf "$app.old"
      [[ ! -d $app ]] || mv "$app" "$app.old"
      mv "$app.new" "$app"
      rm -rf "$app.old"
    fi
    exec 9>&-
  fi

  # The app's launcher looks for .NET in the usual folders only; ours may be elsewhere on the PATH.
  if [[ -z ${DOTNET_ROOT:-} ]] && command -v dotnet >/dev/null; then
    DOTNET_ROOT=$(dirname "$(readlink -f "$(command -v dotnet)")")
    export DOTNET_ROOT
  fi
}
