# Read by every script here: a temporary folder, gone at the end, and pinned packages installed in it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

install_python_packages() {
    python3 -m venv venv
    venv/bin/pip install -qq --disable-pip-version-check "$@"
}

install_node_packages() {
    npm install --silent --no-fund --no-audit --prefix . "$@"
}
