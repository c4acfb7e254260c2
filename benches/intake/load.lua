-- A script of wrk: each request registers somebody else for one event, by the fields of data/forms/event.yaml.
--
-- Arguments after `--`: the path, `json` or `form`, a prefix that no other run has, and the name of the event.
local path, kind, prefix, event = "/", "form", "run", ""
local threads = 0

function setup(thread)
  threads = threads + 1
  thread:set("number", threads)
end

local function encoded(text)
  return (text:gsub("[^%w%-%._~]", function(byte) return string.format("%%%02X", byte:byte()) end))
end

local written = { json = '"%s":"%s"', form = "%s=%s" }
local same, count = "", 0

function init(arguments)
  path, kind, prefix, event = arguments[1], arguments[2], arguments[3], arguments[4]
  local fields = {
    { "event", event }, { "event_mode", "venue" }, { "name", "仙台 花子" }, { "age_band", "25-29" }, { "phase", "soon" },
    { "question", "転職の時期はどう決めましたか。家族との相談も聞きたいです。" },
    { "consent", "yes" }, { "consent_version", "2026-11-29" }, { "form_version", "2026-11-20" }, { "seat_remark", "" },
    { "utm_source", "line" }, { "utm_medium", "social" }, { "utm_campaign", "bench" },
    { "referrer", "" }, { "landing_page", "/events/bench/" },
  }
  local parts = {}
  for at, field in ipairs(fields) do
    local value = kind == "form" and encoded(field[2]) or field[2]
    parts[at] = written[kind]:format(field[1], value)
  end
  same = table.concat(parts, kind == "json" and "," or "&")
end

local types = { json = "application/json", form = "application/x-www-form-urlencoded" }

function request()
  count = count + 1
  local id = string.format("%s-%d-%d", prefix, number, count)
  local email = id .. "@example.jp"
  local body
  if kind == "json" then
    body = string.format('{%s,"email":"%s","request_id":"%s"}', same, email, id)
  else
    body = string.format("%s&email=%s&request_id=%s", same, encoded(email), id)
  end
  -- What a page of the site sends along, without which a registration is held.
  local headers = { ["Content-Type"] = types[kind], ["Origin"] = "https://cross-sendai.example.jp", ["Accept"] = "application/json" }
  return wrk.format("POST", path, headers, body)
end

function done(summary, latency)
  local refused = summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout
  print(string.format("RESULT requests=%d refused=%d seconds=%.3f p50=%.1f p99=%.1f", summary.requests, refused,
    summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3))
end
