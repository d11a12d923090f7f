"""One line about a run, from the file that it leaves for other programs."""

import json
from pathlib import Path

result = json.loads(Path("reports/result.json").read_text(encoding="utf-8"))
adp = result["adp"]
print(
    f"{result['employees']['reported']} employees; "
    f"ACP {result['result']}: {result['hce_acp']:.2%}, at most {result['limit']:.2%}; "
    f"ADP {adp['result']}: {adp['hce_adp']:.2%}, at most {adp['limit']:.2%}"
)
