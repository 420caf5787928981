/* Asks for streamed answers and measures how long each chunk was on its way.
 *
 *   load PORT PATH BODY-FILE CLIENTS SECONDS CHUNKS END LIMIT [HEADER...]
 *
 * CLIENTS connections to 127.0.0.1 send the body as a POST of JSON, with each HEADER (`Name: value`) besides those that any
 * client sends, all at once and again after every answer, until SECONDS are over; every client asks at least once. Marks (see common.h) are found in any kind of body. An answer is
 *
 *   whole     status 200, CHUNKS marks, the text END near its end, and complete as HTTP sees it
 *   refused   another status
 *   broken    status 200, and anything of that missing
 *   lost      no status at all
 *
 * What is not there after LIMIT seconds counts as broken or lost. Prints one JSON object; `streaming` in it is how many
 * answers had begun and not ended at one time. One thread; Linux. */
#define _GNU_SOURCE
#include "common.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MOST_EVENTS = 512, READ_BYTES = 256 * 1024, MOST_HEAD = 16 * 1024, TAIL = 2048 };

typedef enum { CLOSED, CONNECTING, SENDING, HEAD, BODY, IDLE } State;
typedef enum { LENGTH, UNTIL_CLOSED, CHUNK_SIZE, CHUNK_BYTES, CHUNK_END, TRAILER, COMPLETE } Framing;

typedef struct {
  int fd, status, keeps_alive, streaming;
  State state;
  Framing framing;
  int64_t sent_at;
  size_t sent;          /* of the request */
  uint64_t left;        /* of the body, or of a chunk of it */
  int line_length;      /* of the trailer's current line */
  int mark_length;      /* what of a mark was seen */
  uint64_t mark;
  long marks;
  Buffer head, tail;
} Client;

typedef struct {
  int64_t *values;
  size_t count, room;
} Times;

static int epoll;
static struct sockaddr_in server = {.sin_family = AF_INET};
static Buffer request;
static const char *end_sign;
static long chunks_wanted, open_clients, streaming, most_streaming, whole, refused, broken, lost, chunks;
static int64_t ask_until, give_up_at;
static Times transits, firsts, wholes;

static void note(Times *times, int64_t value) {
  if (times->count == times->room) {
    times->room = times->room == 0 ? 4096 : 2 * times->room;
    times->values = required(realloc(times->values, times->room * sizeof *times->values));
  }
  times->values[times->count++] = value;
}

static void watch(Client *client, int operation, uint32_t events) {
  struct epoll_event event = {.events = events, .data.ptr = client};
  if (epoll_ctl(epoll, operation, client->fd, &event) < 0) fail("epoll_ctl");
}

/* ---- Asking */

static void ask(Client *client);

static void hang_up(Client *client) {
  if (client->fd >= 0) close(client->fd);
  client->fd = -1;
  client->state = CLOSED;
}

/* Counts the answer, and asks for another one if there is time. */
static void finish(Client *client, int complete, int64_t now) {
  int has_end = memmem(client->tail.bytes, client->tail.length, end_sign, strlen(end_sign)) != NULL;
  streaming -= client->streaming;
  client->streaming = 0;
  if (client->status == 0) {
    lost++;
  } else if (client->status != 200) {
    refused++;
  } else if (complete && client->marks == chunks_wanted && has_end) {
    whole++;
    note(&wholes, now - client->sent_at);
  } else {
    broken++;
  }
  if (!complete || !client->keeps_alive) hang_up(client);
  if (now < ask_until) {
    ask(client);
  } else {
    hang_up(client);
    open_clients--;
  }
}

static void send_request(Client *client) {
  while (client->sent < request.length) {
    ssize_t count = send(client->fd, request.bytes + client->sent, request.length - client->sent, MSG_NOSIGNAL);
    if (count < 0) {
      if (errno == EAGAIN || errno == EINPROGRESS || errno == ENOTCONN) return;
      finish(client, 0, now_ns());
      return;
    }
    client->sent += count;
  }
  client->state = HEAD;
  watch(client, EPOLL_CTL_MOD, EPOLLIN);
}

static void ask(Client *client) {
  client->status = 0;
  client->head.length = client->tail.length = 0;
  client->marks = client->mark_length = 0;
  client->sent = 0;
  client->keeps_alive = 1;
  client->sent_at = now_ns();
  if (client->state != CLOSED) {
    client->state = SENDING;
    send_request(client);
    return;
  }
  int on = 1;
  client->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  if (client->fd < 0) fail("socket");
  setsockopt(client->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  client->state = CONNECTING;
  if (connect(client->fd, (struct sockaddr *)&server, sizeof server) < 0 && errno != EINPROGRESS) fail("connect");
  watch(client, EPOLL_CTL_ADD, EPOLLOUT);
}

static void connected(Client *client) {
  int error = 0;
  socklen_t length = sizeof error;
  getsockopt(client->fd, SOL_SOCKET, SO_ERROR, &error, &length);
  if (error != 0) {
    ask_until = 0; /* nobody there: asking on and on would only count faster */
    finish(client, 0, now_ns());
    return;
  }
  client->state = SENDING;
  send_request(client);
}

/* ---- Reading */

static void first_chunk(Client *client, int64_t now) {
  note(&firsts, now - client->sent_at);
  client->streaming = 1;
  if (++streaming > most_streaming) most_streaming = streaming;
}

static void read_marks(Client *client, const char *bytes, size_t length, int64_t now) {
  const char *end = bytes + length;
  for (const char *at = bytes; at < end; at++) {
    if (client->mark_length == 0) {
      at = memchr(at, '~', end - at);
      if (at == NULL) return;
      client->mark = 0;
      client->mark_length = 1;
      continue;
    }
    int digit = *at >= '0' && *at <= '9' ? *at - '0' : *at >= 'a' && *at <= 'f' ? *at - 'a' + 10 : -1;
    if (client->mark_length <= MARK_DIGITS && digit >= 0) {
      client->mark = client->mark << 4 | (uint64_t)digit;
      client->mark_length++;
    } else if (*at == '~' && client->mark_length == MARK_LENGTH - 1) {
      client->mark_length = 0;
      if (client->marks++ == 0) first_chunk(client, now);
      note(&transits, now - (int64_t)client->mark);
      chunks++;
    } else {
      client->mark_length = *at == '~';
      client->mark = 0;
    }
  }
}

/* Keeps the last bytes of the body. */
static void keep_tail(Client *client, const char *bytes, size_t length) {
  Buffer *tail = &client->tail;
  if (length > TAIL) {
    bytes += length - TAIL;
    length = TAIL;
  }
  if (tail->length + length > 2 * TAIL) {
    memmove(tail->bytes, tail->bytes + tail->length - TAIL, TAIL);
    tail->length = TAIL;
  }
  append(tail, bytes, length);
}

static void read_text(Client *client, const char *bytes, size_t length, int64_t now) {
  read_marks(client, bytes, length, now);
  keep_tail(client, bytes, length);
}

static int hex_digit(char c) {
  return c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
}

static void read_framing(Client *client, char c) {
  switch (client->framing) {
    case CHUNK_SIZE:
      if (c == '\n') {
        client->framing = client->left == 0 ? TRAILER : CHUNK_BYTES;
        client->line_length = 0;
      } else if (hex_digit(c) >= 0) {
        client->left = client->left << 4 | (uint64_t)hex_digit(c);
      }
      break;
    case CHUNK_END:
      if (c == '\n') {
        client->framing = CHUNK_SIZE;
        client->left = 0;
      }
      break;
    default: /* the trailer ends with an empty line */
      if (c == '\n' && client->line_length == 0) {
        client->framing = COMPLETE;
      } else if (c == '\n') {
        client->line_length = 0;
      } else if (c != '\r') {
        client->line_length++;
      }
  }
}

static void read_body(Client *client, const char *bytes, size_t length, int64_t now) {
  while (length > 0 && client->framing != COMPLETE) {
    if (client->framing != LENGTH && client->framing != CHUNK_BYTES && client->framing != UNTIL_CLOSED) {
      read_framing(client, *bytes++);
      length--;
      continue;
    }
    size_t part = client->framing != UNTIL_CLOSED && client->left < length ? client->left : length;
    read_text(client, bytes, part, now);
    bytes += part;
    length -= part;
    client->left -= part;
    if (client->framing != UNTIL_CLOSED && client->left == 0) {
      client->framing = client->framing == LENGTH ? COMPLETE : CHUNK_END;
    }
  }
}

/* Reads the head of an answer from what came; what of it belongs to the body is read as that. */
static void read_head(Client *client, const char *bytes, size_t length, int64_t now) {
  Buffer *head = &client->head;
  append(head, bytes, length);
  *reserve(head, 1) = 0;
  char *end = strstr(head->bytes, "\r\n\r\n");
  if (end == NULL) return;
  end[2] = 0;
  if (sscanf(head->bytes, "HTTP/%*s %d", &client->status) != 1) client->status = 0;
  const char *length_header = strcasestr(head->bytes, "\r\ncontent-length:");
  client->keeps_alive = strcasestr(head->bytes, "\r\nconnection: close") == NULL;
  client->left = length_header == NULL ? 0 : strtoull(length_header + 17, NULL, 10);
  if (strcasestr(head->bytes, "\r\ntransfer-encoding: chunked") != NULL) {
    client->framing = CHUNK_SIZE;
    client->left = 0;
  } else if (length_header != NULL) {
    client->framing = client->left == 0 ? COMPLETE : LENGTH;
  } else {
    client->framing = UNTIL_CLOSED;
    client->keeps_alive = 0;
  }
  client->state = BODY;
  read_body(client, end + 4, head->bytes + head->length - (end + 4), now);
}

static void read_in(Client *client) {
  static char bytes[READ_BYTES];
  ssize_t count = recv(client->fd, bytes, sizeof bytes, 0);
  int64_t now = now_ns();
  if (count < 0 && errno == EAGAIN) return;
  if (count <= 0) {
    finish(client, client->state == BODY && client->framing == UNTIL_CLOSED, now);
  } else if (client->state == BODY) {
    read_body(client, bytes, count, now);
  } else {
    read_head(client, bytes, count, now);
    if (client->state == HEAD && client->head.length > MOST_HEAD) finish(client, 0, now);
  }
  if (count > 0 && client->state == BODY && client->framing == COMPLETE) {
    client->state = IDLE;
    finish(client, 1, now);
  }
}

/* ---- Telling */

static int compare(const void *one, const void *other) {
  int64_t a = *(const int64_t *)one, b = *(const int64_t *)other;
  return a < b ? -1 : a > b;
}

static double percentile_us(const Times *times, double part) {
  return times->count == 0 ? 0 : times->values[(size_t)(part * (times->count - 1))] / 1e3;
}

static void print_times(const char *name, Times *times) {
  if (times->count > 0) qsort(times->values, times->count, sizeof *times->values, compare);
  printf("\"%s\": {\"p50\": %.1f, \"p99\": %.1f, \"max\": %.1f}, ", name, percentile_us(times, 0.5),
      percentile_us(times, 0.99), percentile_us(times, 1));
}

static void read_request(const char *port, const char *path, const char *body_file, char **headers) {
  FILE *file = fopen(body_file, "r");
  if (file == NULL) fail(body_file);
  Buffer body = {0};
  size_t count;
  while ((count = fread(reserve(&body, 4096), 1, 4096, file)) > 0) body.length += count;
  fclose(file);
  char *head = reserve(&request, strlen(path) + 256);
  request.length = sprintf(head,
      "POST %s HTTP/1.1\r\nHost: 127.0.0.1:%s\r\nContent-Type: application/json\r\nAccept: */*\r\nContent-Length: %zu\r\n",
      path, port, body.length);
  for (; *headers != NULL; headers++) {
    append(&request, *headers, strlen(*headers));
    append(&request, "\r\n", 2);
  }
  append(&request, "\r\n", 2);
  append(&request, body.bytes, body.length);
  free(body.bytes);
}

static void run(Client *clients) {
  for (long i = 0, count = open_clients; i < count; i++) {
    clients[i].fd = -1;
    ask(&clients[i]);
  }
  while (open_clients > 0 && now_ns() < give_up_at) {
    struct epoll_event events[MOST_EVENTS];
    int ready = epoll_wait(epoll, events, MOST_EVENTS, 100);
    for (int i = 0; i < ready; i++) {
      Client *client = events[i].data.ptr;
      if (client->state == CONNECTING) {
        connected(client);
      } else if (client->state == SENDING) {
        send_request(client);
      } else if (client->state != CLOSED) {
        read_in(client);
      }
    }
  }
}

int main(int count, char **arguments) {
  if (count < 9) {
    fputs("usage: load PORT PATH BODY-FILE CLIENTS SECONDS CHUNKS END LIMIT [HEADER...]\n", stderr);
    return 2;
  }
  server.sin_port = htons(atoi(arguments[1]));
  server.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  read_request(arguments[1], arguments[2], arguments[3], arguments + 9);
  long clients_wanted = open_clients = atol(arguments[4]);
  chunks_wanted = atol(arguments[6]);
  end_sign = arguments[7];
  int64_t begin = now_ns();
  ask_until = begin + (int64_t)(atof(arguments[5]) * 1e9);
  give_up_at = begin + (int64_t)(atof(arguments[8]) * 1e9);
  epoll = epoll_create1(0);
  Client *clients = required(calloc(clients_wanted, sizeof *clients));
  run(clients);
  ask_until = 0;
  for (long i = 0; i < clients_wanted; i++) {
    if (clients[i].fd >= 0) finish(&clients[i], 0, now_ns());
  }
  printf("{\"seconds\": %.3f, ", (now_ns() - begin) / 1e9);
  print_times("transit_us", &transits);
  print_times("first_us", &firsts);
  print_times("whole_us", &wholes);
  printf("\"streaming\": %ld, \"chunks\": %ld, \"whole\": %ld, \"refused\": %ld, \"broken\": %ld, \"lost\": %ld}\n",
      most_streaming, chunks, whole, refused, broken, lost);
  return 0;
}
