#include "network/remote_name.h"

#include <string.h>
#include <strings.h>

/*
 * Sources: the makers' own pages on firewalls and allow lists, as known publicly (TeamViewer "Ports
 * used", AnyDesk "Firewall", Splashtop "Firewall exceptions", LogMeIn/GoTo "Allowlisting",
 * ConnectWise ScreenConnect relay hosts, ISL Online "Required addresses", DWService, RustDesk,
 * Google "Chrome Remote Desktop", Microsoft "Quick Assist", BeyondTrust, Zoho Assist, RealVNC
 * "Cloud connectivity", Tailscale "Firewall ports", ZeroTier, Cloudflare Tunnel, ngrok, SoftEther
 * VPN Azure and Dynamic DNS, VPN Gate, NordVPN, ProtonVPN). Shared hosts stand with their whole
 * name.
 */
#define TOOL(suffix, claim)                                        \
    {                                                              \
        suffix, sizeof(suffix) - 1, FACT_REMOTE_TOOL, claim, false \
    }
#define HOST(suffix, claim)                                       \
    {                                                             \
        suffix, sizeof(suffix) - 1, FACT_REMOTE_TOOL, claim, true \
    }
#define TUNNEL(suffix, claim)                                 \
    {                                                         \
        suffix, sizeof(suffix) - 1, FACT_TUNNEL, claim, false \
    }

static const struct remote_name row[] = {
    TOOL("teamviewer.com", "teamviewer"),
    TOOL("dyngate.com", "teamviewer"),
    TOOL("net.anydesk.com", "anydesk"),
    TOOL("relay.splashtop.com", "splashtop"),
    TOOL("api.splashtop.com", "splashtop"),
    TOOL("relay.splashtop.eu", "splashtop"),
    HOST("st2.splashtop.com", "splashtop"),
    TOOL("logmein.com", "logmein"),
    TOOL("logmein-gateway.com", "logmein"),
    TOOL("logmeinrescue.com", "logmein-rescue"),
    TOOL("logmeinrescue.jp", "logmein-rescue"),
    TOOL("gotoassist.com", "gotoassist"),
    TOOL("gotoassist.at", "gotoassist"),
    TOOL("gotomypc.com", "gotomypc"),
    TOOL("fastsupport.com", "gotoassist"),
    TOOL("islonline.net", "isl"),
    TOOL("islonline.com", "isl"),
    TOOL("islonline.org", "isl"),
    TOOL("screenconnect.com", "screenconnect"),
    HOST("remotedesktop-pa.googleapis.com", "chrome-remote-desktop"),
    HOST("chromoting-client.talkgadget.google.com", "chrome-remote-desktop"),
    HOST("chromoting-host.talkgadget.google.com", "chrome-remote-desktop"),
    TOOL("dwservice.net", "dwservice"),
    TOOL("rustdesk.com", "rustdesk"),
    TOOL("support.services.microsoft.com", "quick-assist"),
    TOOL("beyondtrustcloud.com", "beyondtrust"),
    TOOL("bomgarcloud.com", "beyondtrust"),
    TOOL("assist.zoho.com", "zoho-assist"),
    TOOL("assist.zoho.jp", "zoho-assist"),
    HOST("assist.zoho.com", "zoho-assist"),
    HOST("assist.zoho.jp", "zoho-assist"),
    TOOL("services.vnc.com", "realvnc"),
    TOOL("supremocontrol.com", "supremo"),
    TOOL("nanosystems.it", "supremo"),
    TOOL("remoteutilities.com", "remote-utilities"),
    TOOL("ammyy.com", "ammyy"),
    TOOL("showmypc.com", "showmypc"),
    TOOL("parsec.app", "parsec"),
    TUNNEL("tailscale.com", "tailscale"),
    TUNNEL("tailscale.io", "tailscale"),
    TUNNEL("zerotier.com", "zerotier"),
    TUNNEL("argotunnel.com", "cloudflare-tunnel"),
    TUNNEL("cftunnel.com", "cloudflare-tunnel"),
    TUNNEL("ngrok.com", "ngrok"),
    TUNNEL("ngrok-agent.com", "ngrok"),
    TUNNEL("ngrok.io", "ngrok"),
    TUNNEL("vpnazure.net", "softether"),
    TUNNEL("softether.net", "softether"),
    TUNNEL("softether-network.net", "softether"),
    TUNNEL("vpngate.net", "softether"),
    TUNNEL("hamachi.cc", "hamachi"),
    TUNNEL("nordvpn.com", "nordvpn"),
    TUNNEL("protonvpn.net", "protonvpn"),
    TUNNEL("protonvpn.ch", "protonvpn"),
};

/* Names of the makers' pages, which anybody may read. */
static bool is_page(const char *name, size_t len)
{
    static const char *const page[] = {"www.",     "ww2.",       "blog.",     "help.",  "docs.",
                                       "support.", "community.", "download.", "static."};

    for (size_t i = 0; i < sizeof(page) / sizeof(page[0]); i++) {
        size_t n = strlen(page[i]);

        if (len == n && strncasecmp(name, page[i], n) == 0) {
            return true;
        }
    }
    return false;
}

static bool fits(const struct remote_name *one, const char *name, size_t len)
{
    size_t n = one->len;

    if (len < n || (name[len - n] | ' ') != one->suffix[0] ||
        strncasecmp(name + len - n, one->suffix, n) != 0) {
        return false;
    }
    if (one->whole) {
        return len == n;
    }
    return len > n && name[len - n - 1] == '.' && !is_page(name, len - n);
}

const struct remote_name *remote_name_find(const char *name)
{
    size_t len = strlen(name);

    if (len > 0 && name[len - 1] == '.') {
        len--;
    }
    for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
        if (fits(&row[i], name, len)) {
            return &row[i];
        }
    }
    return NULL;
}

const struct remote_name *remote_name_rows(size_t *n)
{
    *n = sizeof(row) / sizeof(row[0]);
    return row;
}
