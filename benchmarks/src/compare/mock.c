/* A stand-in for Bedrock that only measures: it streams text whose chunks tell when they were sent.
 *
 *   mock PORT MODEL...
 *
 * Answers ConverseStream for any model whose name says how, on 127.0.0.1:
 *
 *   compare.chunks-100-every-20          100 chunks, one every 20 ms; every-0 is as fast as they are read
 *   compare.chunks-100-every-20-cut-7    the connection is closed after 7 of them
 *
 * and lists the MODELs where the control plane's lists are asked for. No signature is looked at. One thread; Linux. */
#define _GNU_SOURCE
#include "common.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdarg.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

/* A chunk that is due is found by its millisecond. No pause between chunks is longer than the wheel. */
enum { WHEEL_MS = 8192, LONGEST_PAUSE_MS = 5000, MOST_EVENTS = 512, READ_BYTES = 16384, MOST_UNSENT = 64 * 1024 };

typedef struct Connection Connection;
struct Connection {
  int fd;
  int streaming, waits_for_room;
  long chunks, pause_ms, cut, sent;
  int64_t due_ms;
  Buffer in, out;
  Connection *next, **link; /* in the wheel, while a chunk is to come */
};

static int epoll;
static Connection *wheel[WHEEL_MS];
static long waiting; /* connections in the wheel */
static int64_t turned_ms;
static uint32_t crc_of_byte[256];
static char **models;

/* ---- Frames of AWS's event-stream format */

static void make_crc_table(void) {
  for (uint32_t byte = 0; byte < 256; byte++) {
    uint32_t crc = byte;
    for (int bit = 0; bit < 8; bit++) crc = crc & 1 ? crc >> 1 ^ 0xEDB88320u : crc >> 1;
    crc_of_byte[byte] = crc;
  }
}

static uint32_t crc32(const char *bytes, size_t length) {
  uint32_t crc = ~0u;
  for (size_t i = 0; i < length; i++) crc = crc_of_byte[(crc ^ (uint8_t)bytes[i]) & 0xff] ^ crc >> 8;
  return ~crc;
}

static void put_int32(char *at, uint32_t value) {
  uint32_t network = htonl(value);
  memcpy(at, &network, sizeof network);
}

static char *put_header(char *at, const char *name, const char *value) {
  enum { TEXT = 7 };
  size_t name_length = strlen(name), value_length = strlen(value);
  *at++ = (char)name_length;
  at = mempcpy(at, name, name_length);
  *at++ = TEXT;
  *at++ = 0;
  *at++ = (char)value_length;
  return mempcpy(at, value, value_length);
}

/* Appends an event as a frame, and the frame as a chunk of HTTP's chunked encoding. */
static void put_event(Buffer *out, const char *type, const char *json, size_t json_length) {
  char frame[1024];
  char *headers = frame + 12;
  char *payload = put_header(headers, ":event-type", type);
  payload = put_header(payload, ":content-type", "application/json");
  payload = put_header(payload, ":message-type", "event");
  char *checksum = mempcpy(payload, json, json_length);
  size_t length = checksum + 4 - frame;
  put_int32(frame, length);
  put_int32(frame + 4, payload - headers);
  put_int32(frame + 8, crc32(frame, 8));
  put_int32(checksum, crc32(frame, length - 4));
  out->length += sprintf(reserve(out, 16), "%zx\r\n", length);
  append(out, frame, length);
  append(out, "\r\n", 2);
}

__attribute__((format(printf, 3, 4)))
static void put_json_event(Buffer *out, const char *type, const char *format, ...) {
  char json[512];
  va_list values;
  va_start(values, format);
  int length = vsnprintf(json, sizeof json, format, values);
  va_end(values);
  put_event(out, type, json, length);
}

static void put_chunk(Buffer *out) {
  static const char head[] = "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"~", tail[] = "~\"},\"p\":\"abcdefghijklmnopqrst\"}";
  static const char digit[] = "0123456789abcdef";
  char json[sizeof head + sizeof tail + MARK_DIGITS];
  char *at = mempcpy(json, head, sizeof head - 1);
  uint64_t time = now_ns();
  for (int shift = 4 * (MARK_DIGITS - 1); shift >= 0; shift -= 4) *at++ = digit[time >> shift & 15];
  at = mempcpy(at, tail, sizeof tail - 1);
  put_event(out, "contentBlockDelta", json, at - json);
}

static void put_end(Buffer *out, long chunks) {
  put_json_event(out, "contentBlockStop", "{\"contentBlockIndex\":0,\"p\":\"abcdefgh\"}");
  put_json_event(out, "messageStop", "{\"p\":\"abcdefghijkl\",\"stopReason\":\"end_turn\"}");
  put_json_event(out, "metadata",
      "{\"metrics\":{\"latencyMs\":1},\"p\":\"abcd\",\"usage\":{\"inputTokens\":9,\"outputTokens\":%ld,\"totalTokens\":%ld}}",
      chunks, chunks + 9);
  append(out, "0\r\n\r\n", 5);
}

/* ---- Connections */

static void watch(Connection *connection, int operation, uint32_t events) {
  struct epoll_event event = {.events = events, .data.ptr = connection};
  if (epoll_ctl(epoll, operation, connection->fd, &event) < 0) fail("epoll_ctl");
}

static void leave_wheel(Connection *connection) {
  if (connection->link == NULL) return;
  *connection->link = connection->next;
  if (connection->next != NULL) connection->next->link = connection->link;
  connection->link = NULL;
  waiting--;
}

static void enter_wheel(Connection *connection) {
  Connection **slot = &wheel[connection->due_ms % WHEEL_MS];
  connection->next = *slot;
  connection->link = slot;
  if (*slot != NULL) (*slot)->link = &connection->next;
  *slot = connection;
  waiting++;
}

static void drop(Connection *connection) {
  leave_wheel(connection);
  close(connection->fd);
  free(connection->in.bytes);
  free(connection->out.bytes);
  free(connection);
}

/* Makes what is due of the stream; 0 if it is to be cut here. */
static int make_chunks(Connection *connection, int64_t now_ms) {
  Buffer *out = &connection->out;
  while (connection->streaming && out->length < MOST_UNSENT) {
    if (connection->sent == connection->cut) return 0;
    if (connection->sent == connection->chunks) {
      put_end(out, connection->chunks);
      connection->streaming = 0;
    } else if (connection->pause_ms == 0) {
      put_chunk(out);
      connection->sent++;
    } else if (connection->due_ms <= now_ms) {
      put_chunk(out);
      connection->sent++;
      connection->due_ms += connection->pause_ms;
    } else {
      break;
    }
  }
  return 1;
}

/* Sends what there is; 0 if the connection is gone. */
static int send_out(Connection *connection) {
  Buffer *out = &connection->out;
  size_t sent = 0;
  while (sent < out->length) {
    ssize_t count = send(connection->fd, out->bytes + sent, out->length - sent, MSG_NOSIGNAL);
    if (count < 0 && errno == EAGAIN) break;
    if (count < 0) return 0;
    sent += count;
  }
  memmove(out->bytes, out->bytes + sent, out->length - sent);
  out->length -= sent;
  return 1;
}

/* Makes and sends what can be, and sees to it that the rest is; the connection may be gone afterwards. */
static void advance(Connection *connection) {
  leave_wheel(connection);
  int goes_on = make_chunks(connection, now_ns() / 1000000);
  if (!send_out(connection) || !goes_on) {
    drop(connection);
    return;
  }
  int saturated = connection->streaming && connection->pause_ms == 0;
  int waits_for_room = connection->out.length > 0 || saturated;
  if (waits_for_room != connection->waits_for_room) {
    connection->waits_for_room = waits_for_room;
    watch(connection, EPOLL_CTL_MOD, waits_for_room ? EPOLLIN | EPOLLOUT : EPOLLIN);
  }
  if (connection->streaming && !waits_for_room) {
    if (connection->due_ms <= turned_ms) connection->due_ms = turned_ms + 1;
    enter_wheel(connection);
  }
}

static void start_stream(Connection *connection, const char *path) {
  static const char head[] =
      "HTTP/1.1 200 OK\r\nContent-Type: application/vnd.amazon.eventstream\r\nTransfer-Encoding: chunked\r\n"
      "x-amzn-RequestId: 00000000-0000-0000-0000-000000000000\r\n\r\n";
  const char *pattern = strstr(path, "chunks-");
  long chunks = 1, pause_ms = 0, cut = -1;
  if (pattern != NULL) sscanf(pattern, "chunks-%ld-every-%ld-cut-%ld", &chunks, &pause_ms, &cut);
  connection->chunks = chunks;
  connection->pause_ms = pause_ms > LONGEST_PAUSE_MS ? LONGEST_PAUSE_MS : pause_ms;
  connection->cut = cut;
  connection->sent = 0;
  connection->due_ms = now_ns() / 1000000;
  connection->streaming = 1;
  append(&connection->out, head, sizeof head - 1);
  put_json_event(&connection->out, "messageStart", "{\"p\":\"abcdefghij\",\"role\":\"assistant\"}");
}

static void put_json(Buffer *out, const char *status, const Buffer *json) {
  out->length += sprintf(reserve(out, 256), "HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n",
      status, json->length);
  append(out, json->bytes, json->length);
}

static void put_models(Buffer *json) {
  static const char form[] =
      "%s{\"modelArn\":\"arn:aws:bedrock:us-east-1::foundation-model/%s\",\"modelId\":\"%s\",\"modelName\":\"%s\","
      "\"providerName\":\"Compare\",\"inputModalities\":[\"TEXT\"],\"outputModalities\":[\"TEXT\"],"
      "\"responseStreamingSupported\":true,\"inferenceTypesSupported\":[\"ON_DEMAND\"],"
      "\"modelLifecycle\":{\"status\":\"ACTIVE\"}}";
  append(json, "{\"modelSummaries\":[", 19);
  for (char **model = models; *model != NULL; model++) {
    char *at = reserve(json, sizeof form + 3 * strlen(*model));
    json->length += sprintf(at, form, model == models ? "" : ",", *model, *model, *model);
  }
  append(json, "]}", 2);
}

static void answer(Connection *connection, const char *path) {
  if (strstr(path, "/converse-stream") != NULL) {
    start_stream(connection, path);
    return;
  }
  static const char no_profiles[] = "{\"inferenceProfileSummaries\":[]}", unknown[] = "{\"message\":\"not known here\"}";
  Buffer json = {0};
  const char *status = "200 OK";
  if (strstr(path, "/foundation-models") != NULL) {
    put_models(&json);
  } else if (strstr(path, "/inference-profiles") != NULL) {
    append(&json, no_profiles, sizeof no_profiles - 1);
  } else {
    status = "404 Not Found";
    append(&json, unknown, sizeof unknown - 1);
  }
  put_json(&connection->out, status, &json);
  free(json.bytes);
}

/* Takes one whole request from what was read, if there is one. */
static int take_request(Connection *connection) {
  Buffer *in = &connection->in;
  *reserve(in, 1) = 0;
  char *end = in->length == 0 ? NULL : strstr(in->bytes, "\r\n\r\n");
  if (end == NULL) return 0;
  *end = 0;
  char path[1024] = "";
  sscanf(in->bytes, "%*s %1023s", path);
  const char *length = strcasestr(in->bytes, "\r\ncontent-length:");
  size_t taken = end + 4 - in->bytes + (length == NULL ? 0 : strtoul(length + 17, NULL, 10));
  *end = '\r';
  if (in->length < taken) return 0;
  memmove(in->bytes, in->bytes + taken, in->length - taken);
  in->length -= taken;
  answer(connection, path);
  return 1;
}

static void read_in(Connection *connection) {
  ssize_t count = recv(connection->fd, reserve(&connection->in, READ_BYTES), READ_BYTES - 1, 0);
  if (count < 0 && errno == EAGAIN) return;
  if (count <= 0) {
    drop(connection);
    return;
  }
  connection->in.length += count;
  if (!connection->streaming && take_request(connection)) advance(connection);
}

static void accept_all(int listener) {
  int fd, on = 1;
  while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    Connection *connection = required(calloc(1, sizeof *connection));
    connection->fd = fd;
    watch(connection, EPOLL_CTL_ADD, EPOLLIN);
  }
}

/* ---- Time */

static void turn_wheel(void) {
  int64_t now_ms = now_ns() / 1000000;
  if (now_ms - turned_ms > WHEEL_MS) turned_ms = now_ms - WHEEL_MS;
  while (turned_ms < now_ms) {
    turned_ms++;
    /* Whoever has more to come enters another slot: a pause is shorter than the wheel. */
    Connection **slot = &wheel[turned_ms % WHEEL_MS];
    while (*slot != NULL) advance(*slot);
  }
}

static int ms_to_next(void) {
  if (waiting == 0) return -1;
  int64_t next = turned_ms + 1;
  while (wheel[next % WHEEL_MS] == NULL) next++;
  int64_t left = next - now_ns() / 1000000;
  return left < 0 ? 0 : (int)left;
}

static int listen_on(int port) {
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), on = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  struct sockaddr_in address = {
      .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  if (bind(listener, (struct sockaddr *)&address, sizeof address) < 0) fail("bind");
  if (listen(listener, 65535) < 0) fail("listen");
  return listener;
}

int main(int count, char **arguments) {
  if (count < 2) {
    fputs("usage: mock PORT MODEL...\n", stderr);
    return 2;
  }
  signal(SIGPIPE, SIG_IGN);
  make_crc_table();
  models = arguments + 2;
  turned_ms = now_ns() / 1000000;
  int listener = listen_on(atoi(arguments[1]));
  epoll = epoll_create1(0);
  struct epoll_event new_clients = {.events = EPOLLIN, .data.ptr = NULL};
  if (epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &new_clients) < 0) fail("epoll_ctl");
  for (;;) {
    struct epoll_event events[MOST_EVENTS];
    int ready = epoll_wait(epoll, events, MOST_EVENTS, ms_to_next());
    for (int i = 0; i < ready; i++) {
      Connection *connection = events[i].data.ptr;
      if (connection == NULL) {
        accept_all(listener);
      } else if (events[i].events & (EPOLLIN | EPOLLERR | EPOLLHUP)) {
        read_in(connection);
      } else {
        advance(connection);
      }
    }
    turn_wheel();
  }
}
