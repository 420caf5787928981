package io.aiportal.ollama.server.http;

import io.aiportal.ollama.chat.CallException;
import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.AbstractServerConnection;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.ImmediatePooledByteBuffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.conduits.AbstractStreamSourceConduit;
import org.xnio.conduits.StreamSourceConduit;

/**
 * Reads what comes before a request is known: its first line and its headers.
 *
 * <p>Every connection may hold some of them in any case. What goes beyond is charged to the memory
 * of requests as it comes, up to as much as Go takes. Undertow keeps its buffers as large as they
 * once were, so the memory is given back when the connection ends; a long head ends it with its
 * request.
 *
 * <p>A line may end without a carriage return, as with Go; Undertow wants one, and gets it.
 *
 * <p>A target may be a whole URL, whose host takes the place of the {@code Host} header's.
 *
 * <p>Nobody reads the query. Where it is not in its right form, which Undertow would refuse and Go
 * never sees, the wrong characters are replaced.
 */
final class RequestHead extends AbstractStreamSourceConduit<StreamSourceConduit> {

  /** What a head may have on any connection, whatever the memory. */
  static final int BYTES_OF_EVERY_CONNECTION = 4 << 10;

  /** A connection with a longer head is not worth what Undertow keeps for it. */
  private static final int MOST_BYTES_TO_STAY = 32 << 10;

  /** A mebibyte, and as much more as Go reads for the sake of round numbers. */
  static final int MOST_BYTES = (1 << 20) + (4 << 10);

  /** Headers that any connection may have; each takes more than its bytes tell. */
  private static final int HEADERS_OF_EVERY_CONNECTION = 200;

  private static final int BYTES_A_HEADER = 300;

  /** As many headers as the shortest ones are, a name, a colon and the end of a line. */
  static final int MOST_HEADERS = MOST_BYTES / 4;

  /** Parameters of a query that Undertow takes. */
  private static final int MOST_PARAMETERS = 1000;

  /** A text that grows by doubling, and the copy that is made of it. */
  private static final int BYTES_A_CHARACTER = 3;

  /** What is read behind a head that was refused, so that the client comes to read the answer. */
  private static final int MOST_IGNORED = 16 << 20;

  /** Where the reader stands. */
  private enum Part {
    METHOD,
    PATH,
    QUERY,
    HEADERS,
    BODY,
    /** In a target that is none; the rest is not read. */
    MALFORMED
  }

  private final ParserAnswers answers;
  private final ByteBudget.Part memory;
  private Part part = Part.METHOD;
  private @Nullable AbsoluteTarget target;
  private boolean lineIsEmpty;
  private byte last;

  /** Whether the method is CONNECT, as no other begins like it: its target is a host. */
  private boolean connects;

  private int bytes;
  private int headers;
  private int parameters;
  private long charged;
  private long ignored;
  private boolean refused;

  /** Whether a request is under way, and what is read is its body; set on the io thread. */
  private volatile boolean answering;

  private RequestHead(StreamSourceConduit next, ParserAnswers answers, ByteBudget.Part memory) {
    super(next);
    this.answers = answers;
    this.memory = memory;
  }

  /** Reads a connection from now on; before Undertow sees it. */
  static RequestHead watch(StreamConnection connection, ByteBudget memory) {
    ParserAnswers answers = new ParserAnswers(connection.getSinkChannel().getConduit());
    connection.getSinkChannel().setConduit(answers);
    RequestHead head =
        new RequestHead(connection.getSourceChannel().getConduit(), answers, memory.part());
    connection.getSourceChannel().setConduit(head);
    return head;
  }

  /** Gives its memory back, because the connection has ended. */
  void end() {
    memory.release();
  }

  /**
   * A request is known; what is read from now on is its body.
   *
   * @throws CallException 503, if there is no memory for its head
   */
  static void arrived(HttpServerExchange exchange) {
    if (of(exchange) instanceof RequestHead head) {
      head.answering = true;
      head.answers.answering(true);
      head.nameHost(exchange.getRequestHeaders());
      head.bytes = Math.max(head.bytes, size(exchange));
      head.headers = Math.max(head.headers, count(exchange));
      if (head.bytes > MOST_BYTES_TO_STAY) {
        exchange.setPersistent(false);
      }
      if (!head.charge()) {
        throw noRoom();
      }
    }
  }

  private void nameHost(HeaderMap headers) {
    String host = target == null ? null : target.host();
    if (host != null) {
      headers.put(Headers.HOST, host);
    }
  }

  /** A request has been answered; what is read from now on is the head of the next. */
  static void answered(HttpServerExchange exchange) {
    if (of(exchange) instanceof RequestHead head) {
      head.part = Part.METHOD;
      head.target = null;
      head.lineIsEmpty = false;
      head.last = 0;
      head.bytes = 0;
      head.headers = 0;
      head.parameters = 0;
      head.followAhead(connection(exchange));
      head.answering = false;
      head.answers.answering(false);
    }
  }

  private static StreamSourceConduit of(HttpServerExchange exchange) {
    return connection(exchange).getOriginalSourceConduit();
  }

  private static AbstractServerConnection connection(HttpServerExchange exchange) {
    return (AbstractServerConnection) exchange.getConnection();
  }

  private static int size(HttpServerExchange exchange) {
    int size = exchange.getRequestURI().length() + exchange.getQueryString().length();
    HeaderMap headers = exchange.getRequestHeaders();
    for (HeaderValues values : headers) {
      for (String value : values) {
        size += values.getHeaderName().length() + value.length();
      }
    }
    return size;
  }

  private static int count(HttpServerExchange exchange) {
    int count = 0;
    for (HeaderValues values : exchange.getRequestHeaders()) {
      count += values.size();
    }
    return count;
  }

  @Override
  public int read(ByteBuffer dst) throws IOException {
    if (answering || part == Part.BODY) {
      return super.read(dst);
    }
    int start = dst.position();
    int count = readWithRoom(dst);
    if (count <= 0) {
      return count;
    }
    if (refused) {
      ignored += count;
      dst.position(start);
      return ignored > MOST_IGNORED ? -1 : 0;
    }
    bytes += follow(dst, start, start);
    if (part == Part.MALFORMED) {
      return refuse(dst, start, ParserAnswers.BAD_TARGET);
    }
    if (bytes > MOST_BYTES) {
      return refuse(dst, start, ParserAnswers.TOO_LARGE);
    }
    if (!charge()) {
      return refuse(dst, start, ParserAnswers.noRoom(noRoom()));
    }
    return dst.position() - start;
  }

  /** Half of a buffer is left for carriage returns: every byte may be a line that has none. */
  private int readWithRoom(ByteBuffer dst) throws IOException {
    int limit = dst.limit();
    dst.limit(limit - dst.remaining() / 2);
    try {
      return super.read(dst);
    } finally {
      dst.limit(limit);
    }
  }

  /** Charges what the head has more than every connection may have. */
  private boolean charge() {
    long more =
        (long) BYTES_A_CHARACTER * Math.max(0, bytes - BYTES_OF_EVERY_CONNECTION)
            + (long) BYTES_A_HEADER * Math.max(0, headers - HEADERS_OF_EVERY_CONNECTION)
            - charged;
    if (more > 0 && !memory.grow(more)) {
      return false;
    }
    charged += Math.max(0, more);
    return true;
  }

  private static CallException noRoom() {
    return new CallException(
        503, "the server has no room for headers of that size; please try again", null);
  }

  private int refuse(ByteBuffer dst, int start, byte[] answer) throws IOException {
    refused = true;
    dst.position(start);
    answers.end(answer);
    return 0;
  }

  /** What a client has sent ahead begins with its next head, which what comes then goes on with. */
  private void followAhead(AbstractServerConnection connection) {
    PooledByteBuffer kept = connection.getExtraBytes();
    if (kept == null) {
      return;
    }
    int room = linesWithoutReturn(kept.getBuffer());
    if (room > kept.getBuffer().position()) {
      kept = withRoomInFront(kept);
      connection.setExtraBytes(kept);
    }
    ByteBuffer ahead = kept.getBuffer();
    int from = ahead.position();
    int end = ahead.limit();
    ahead.position(end);
    bytes = follow(ahead, from - room, from);
    if (part == Part.MALFORMED) {
      connection.setExtraBytes(null);
      kept.close();
      refuseAhead(connection);
      return;
    }
    ahead.flip().position(from - room);
  }

  private void refuseAhead(AbstractServerConnection connection) {
    refused = true;
    try {
      answers.end(ParserAnswers.BAD_TARGET);
    } catch (IOException e) {
      IoUtils.safeClose(connection);
    }
  }

  private static int linesWithoutReturn(ByteBuffer head) {
    int lines = 0;
    int lineStart = head.position();
    for (int i = lineStart; i < head.limit(); i++) {
      if (head.get(i) == '\n') {
        boolean returns = i > lineStart && head.get(i - 1) == '\r';
        lines += returns ? 0 : 1;
        if (i - lineStart == (returns ? 1 : 0) && i > head.position() + 1) {
          break;
        }
        lineStart = i + 1;
      }
    }
    return lines;
  }

  /** As much room as the lines of all that follows may need, so that it is moved only once. */
  private static PooledByteBuffer withRoomInFront(PooledByteBuffer kept) {
    ByteBuffer bytes = kept.getBuffer();
    int room = bytes.remaining() / 2 + 2;
    ByteBuffer more = ByteBuffer.allocate(room + bytes.remaining());
    more.position(room).put(bytes).flip().position(room);
    kept.close();
    return new ImmediatePooledByteBuffer(more);
  }

  /**
   * Goes through what was read, up to the body, mends it, and returns how much it is.
   *
   * <p>At the first line without a carriage return for which there is no room, what follows is
   * moved to the buffer's end, once, and comes back byte by byte.
   *
   * @param read what was read, up to its position
   * @param start where the head is to begin
   * @param from where it begins; what is before it may be overwritten
   */
  private int follow(ByteBuffer read, int start, int from) {
    int to = start;
    int end = read.position();
    int leftOut = 0;
    while (from < end && part != Part.BODY) {
      byte c = read.get(from);
      boolean begins = part == Part.METHOD && to <= start + 1;
      AbsoluteTarget.Fate fate = fate(c);
      if (fate == AbsoluteTarget.Fate.REFUSED) {
        part = Part.MALFORMED;
        return to - start;
      }
      if (fate == AbsoluteTarget.Fate.LEFT_OUT) {
        leftOut++;
        from++;
        continue;
      }
      boolean lacksReturn = c == '\n' && last != '\r' && !begins;
      if (lacksReturn || fate == AbsoluteTarget.Fate.BEHIND_A_SLASH) {
        if (from == to) {
          from = read.limit() - (end - to);
          read.put(from, read, to, end - to);
          end = read.limit();
        }
        read.put(to++, (byte) (lacksReturn ? '\r' : '/'));
      }
      if (part == Part.METHOD && last <= ' ') {
        connects = c == 'C';
      }
      last = c;
      read.put(to++, followed(read, from, end, c, begins));
      from++;
    }
    int length = to - start;
    if (from > to) {
      read.put(to, read, from, end - from);
      read.position(to + end - from);
    }
    return length + leftOut;
  }

  /** What becomes of a byte of the target; others are kept. */
  private AbsoluteTarget.Fate fate(byte c) {
    return target == null || part != Part.PATH || c == '\n'
        ? AbsoluteTarget.Fate.KEPT
        : target.take(c);
  }

  /** Takes a byte into account, and returns it, or what Undertow takes in its place. */
  private byte followed(ByteBuffer read, int at, int end, byte c, boolean begins) {
    if (part == Part.HEADERS) {
      followHeaders(c);
    } else if (c == '\n' && !begins) {
      part = Part.HEADERS;
      lineIsEmpty = true;
    } else if (part == Part.QUERY) {
      return followQuery(read, at, end, c);
    } else if (c == ' ' && part == Part.METHOD) {
      part = Part.PATH;
      target = connects ? null : new AbsoluteTarget();
    } else if (c == ' ') {
      part = Part.HEADERS;
    } else if (c == '?' && part == Part.PATH) {
      part = Part.QUERY;
    }
    return c;
  }

  /** An empty line ends the headers. Undertow may refuse a request whose body it then reads. */
  private void followHeaders(byte c) {
    if (c != '\n') {
      lineIsEmpty &= c == '\r';
    } else if (lineIsEmpty) {
      part = Part.BODY;
    } else {
      lineIsEmpty = true;
      headers++;
    }
  }

  private byte followQuery(ByteBuffer read, int at, int end, byte c) {
    if (c == ' ') {
      part = Part.HEADERS;
    } else if ((c == '%' && !isEscape(read, at, end))
        || (c == '&' && ++parameters >= MOST_PARAMETERS)) {
      return '_';
    }
    return c;
  }

  /** Whether an escape is whole; one that comes in two pieces is taken for none. */
  private static boolean isEscape(ByteBuffer read, int at, int end) {
    return at + 2 < end
        && Character.digit(read.get(at + 1), 16) >= 0
        && Character.digit(read.get(at + 2), 16) >= 0;
  }
}
