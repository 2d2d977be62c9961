"""Every page that people read, with somebody who reads it; a test sees that none is forgotten."""

# The address of a page as its route has it → who looks at it. What is no page (a file, a feed) is in NO_PAGE.
PAGES: dict[str, tuple[str, ...]] = {
    "/sign-in": ("nobody",),
    "/sign-in/passkey": ("nobody",),
    "/forgotten": ("nobody",),
    "/account": ("editor",),
    "/account/password": ("editor",),
    "/account/authenticator": ("editor",),
    "/account/recovery-codes": ("editor",),
    "/account/passkeys": ("editor",),
    "/account/keys": ("editor",),
    "/sign-in/again": ("editor",),
    "/sign-in/again/passkey": ("editor",),
    "/work": ("editor", "board", "office", "provider"),
    "/cases": ("editor", "laboratory", "vendor", "twg_member"),
    "/cases/<string:number>": ("editor", "cwg_chair", "laboratory", "vendor", "cwg_member"),
    "/cases/<string:number>/actions/<string:action>": ("editor",),
    "/cases/<string:number>/history": ("editor",),
}
# Pages in the middle of signing in are looked at where somebody signs in: `test_signing_in`.
SIGNING_IN = frozenset(
    {
        "/second-factor",
        "/second-factor/lost",
        "/second-factor/recovery-code",
        "/second-factor/which",
        "/forgotten/<token>",
        "/invitation/<token>",
        "/follow/<token>",
        "/sign-in/link/<token>",
        "/sign-in/organisation",
        "/sign-in/organisation/return",
        "/account/passkeys/remove",
    }
)
NO_PAGE: frozenset[str] = SIGNING_IN | {"/", "/healthz", "/cases.csv", "/static/<path:filename>"}
