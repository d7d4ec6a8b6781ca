def text(report: object) -> str: return ""
