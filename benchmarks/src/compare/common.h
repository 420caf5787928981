/* What the stand-in for Bedrock and the load generator share: time, marks, and a growing piece of memory. */
#ifndef COMMON_H
#define COMMON_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* A mark is the time at which a chunk was made, in a form that travels unchanged through JSON: ~0123456789abcdef~ */
enum { MARK_DIGITS = 16, MARK_LENGTH = MARK_DIGITS + 2 };

static inline int64_t now_ns(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * INT64_C(1000000000) + time.tv_nsec;
}

static inline void *required(void *memory) {
  if (memory == NULL) {
    fputs("out of memory\n", stderr);
    exit(1);
  }
  return memory;
}

static inline void fail(const char *what) {
  perror(what);
  exit(1);
}

typedef struct {
  char *bytes;
  size_t length, room;
} Buffer;

/* Room for so many more bytes behind what is there. */
static inline char *reserve(Buffer *buffer, size_t more) {
  if (buffer->room - buffer->length < more) {
    buffer->room = 2 * buffer->room + more;
    buffer->bytes = required(realloc(buffer->bytes, buffer->room));
  }
  return buffer->bytes + buffer->length;
}

static inline void append(Buffer *buffer, const void *bytes, size_t length) {
  memcpy(reserve(buffer, length), bytes, length);
  buffer->length += length;
}

#endif
