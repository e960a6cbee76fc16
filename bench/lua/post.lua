-- Posts requests that were written to a file beforehand, each once, as long as there is time, and waits for every
-- answer: what wrk itself leaves under way at its end would be lost to the account.
-- Arguments: the file, seconds, the status that means success.
local ffi = require("ffi")
ffi.cdef [[
typedef struct { long seconds; long nanoseconds; } bench_time;
int clock_gettime(int clock, bench_time *found);
]]
local MONOTONIC, FOR_EVER = 1, 3600000
local time = ffi.new("bench_time")

local function now()
  ffi.C.clock_gettime(MONOTONIC, time)
  return tonumber(time.seconds) + tonumber(time.nanoseconds) / 1e9
end

local only_thread

function setup(thread)
  only_thread = thread
end

function init(args)
  local file = assert(io.open(args[1], "rb"))
  content = file:read("*a")
  file:close()
  seconds, success = tonumber(args[2]), tonumber(args[3])
  place, accepted, refused, began, ended = 1, 0, 0, 0, 0
end

-- wrk asks how long to wait before each request of a connection.
function delay()
  if began == 0 then
    began = now()
  end
  if place > #content or now() - began > seconds then
    return FOR_EVER
  end
  return 0
end

function request()
  if place > #content then
    return "" -- wrk tries out its script once, without sending what it gets.
  end
  local line_end = string.find(content, "\n", place, true)
  local length = tonumber(string.sub(content, place, line_end - 1))
  place = line_end + length + 1
  return string.sub(content, line_end + 1, line_end + length)
end

function response(status)
  if status == success then
    accepted = accepted + 1
  else
    refused = refused + 1
  end
  ended = now()
end

done = function(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format(
    'FIGURES {"accepted": %d, "refused": %d, "broken": %d, "seconds": %f, "left": %d, "p50": %d, "p99": %d, "max": %d}\n',
    only_thread:get("accepted"), only_thread:get("refused"),
    errors.connect + errors.read + errors.write + errors.timeout,
    only_thread:get("ended") - only_thread:get("began"),
    #only_thread:get("content") - only_thread:get("place") + 1,
    latency:percentile(50), latency:percentile(99), latency.max))
end
