package io.aiportal.ollama.server.settings;

import io.aiportal.ollama.bedrock.Redaction;
import io.aiportal.ollama.model.Residency;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One setting: its names, its default, what it may be and what it does.
 *
 * @param name its name in the YAML file
 * @param variables environment variables that set it; the first that is set and not blank wins
 * @param fallback its default as an operator would write it; empty for none
 * @param form reads and checks a value
 * @param meaning what it does, for {@code --help} and the documentation
 * @param <T> the type of its values
 */
public record Key<T>(
    String name, List<String> variables, String fallback, Form<T> form, String meaning) {

  /** Where to listen. */
  public static final Key<Listen> LISTEN =
      new Key<>(
          "listen",
          List.of("OLLAMA_HOST"),
          "127.0.0.1:8000",
          Form.of(Listen::parse, "a host, host:port or :port, such as 0.0.0.0:8000"),
          "where to listen; without a port 11434 is taken, as Ollama does");

  /** Origins of web pages that may call, before Ollama's own list. */
  public static final Key<List<String>> ORIGINS =
      new Key<>(
          "origins",
          List.of("OLLAMA_ORIGINS"),
          "",
          Form.of(
              Values::origins,
              "origins separated by commas, each beginning with http:// or https:// or holding one *"),
          "origins of web pages that may call, besides pages of this machine; * for all");

  /** Names of this server, where only this machine can connect. */
  public static final Key<List<String>> ALLOWED_HOSTS =
      new Key<>(
          "allowed_hosts",
          List.of("GATEWAY_ALLOWED_HOSTS"),
          "",
          Form.of(
              Values::hosts,
              "names of hosts or .suffixes without ports, separated by commas, or *"),
          "hosts that requests may name although only this machine can connect; * for any");

  /** What may stand before the paths. */
  public static final Key<List<String>> PATH_PREFIXES =
      new Key<>(
          "path_prefixes",
          List.of("GATEWAY_PATH_PREFIXES"),
          "",
          Form.of(
              Values::prefixes,
              "paths that begin with / and end without, other than the APIs' own below /api and /v1,"
                  + " separated by commas"),
          "paths such as /ollama that a proxy or client may put before those of the API");

  /** The certificate that the listener shows. */
  public static final Key<Optional<Path>> TLS_CERTIFICATE =
      new Key<>(
          "tls_certificate",
          List.of("GATEWAY_TLS_CERTIFICATE"),
          "",
          Form.optional(Path::of, "the name of a file"),
          "a PEM file with the certificate and those behind it: clients are served by HTTPS only");

  /** The private key of that certificate. */
  public static final Key<Optional<Path>> TLS_KEY =
      new Key<>(
          "tls_key",
          List.of("GATEWAY_TLS_KEY"),
          "",
          Form.optional(Path::of, "the name of a file"),
          "a PEM file with its private key (PKCS#8, not encrypted)");

  /** Who signs the certificates that clients must show. */
  public static final Key<Optional<Path>> TLS_CLIENT_CA =
      new Key<>(
          "tls_client_ca",
          List.of("GATEWAY_TLS_CLIENT_CA"),
          "",
          Form.optional(Path::of, "the name of a file"),
          "a PEM file with the authorities whose certificates clients must show; else none need one");

  /** A key that opens everything but what is for operators. */
  public static final Key<Optional<Secret>> CLIENT_KEY =
      new Key<>(
          "key",
          List.of("GATEWAY_KEY"),
          "",
          Form.optional(Values.secret("GATEWAY_KEY (key)"), "a text of 16 characters or more"),
          "a key for clients, besides those of keys: for a server with a single one");

  /** Whether callers without a key are answered. */
  public static final Key<Boolean> ALLOW_ANONYMOUS =
      new Key<>(
          "allow_anonymous",
          List.of("GATEWAY_ALLOW_ANONYMOUS"),
          "false",
          Form.of(Values::truth, "true or false"),
          "whether callers without a key are answered, be there keys, or other machines, or both");

  /** The secrets of headers that say who asks; several while one is being replaced. */
  public static final Key<List<Secret>> USER_JWT_SECRET =
      new Key<>(
          "user_jwt_secret",
          List.of("GATEWAY_USER_JWT_SECRET"),
          "",
          Form.of(
              Values.secrets("GATEWAY_USER_JWT_SECRET (user_jwt_secret)"),
              "texts of 16 characters or more, separated by commas"),
          "with which Open WebUI signs who asks (FORWARD_USER_INFO_HEADER_JWT_SECRET); old ones, too");

  /** Who is believed without a signature. */
  public static final Key<List<Network>> USER_HEADERS_FROM =
      new Key<>(
          "user_headers_from",
          List.of("GATEWAY_USER_HEADERS_FROM"),
          "",
          Form.of(
              Values::networks, "addresses or networks such as 10.0.0.0/8, separated by commas"),
          "where Open WebUI is believed who asks without a signature");

  /** How long models stay loaded, where they need to be. */
  public static final Key<Duration> KEEP_ALIVE =
      new Key<>(
          "keep_alive",
          List.of("OLLAMA_KEEP_ALIVE"),
          "5m",
          Form.of(
              Values::keepAlive, "a duration such as 5m, seconds, or a negative number for ever"),
          "how long /api/ps tells of a model that was asked; nothing is loaded for it at Bedrock");

  /** The AWS region. */
  public static final Key<Optional<String>> REGION =
      new Key<>(
          "region",
          List.of("AWS_REGION", "AWS_DEFAULT_REGION"),
          "",
          Form.optional(Values::region, "the name of an AWS region, such as eu-west-2"),
          "the AWS region whose models are served; else the region of the profile");

  /** The profile in the AWS configuration files. */
  public static final Key<Optional<String>> PROFILE =
      new Key<>(
          "profile",
          List.of("AWS_PROFILE"),
          "",
          Form.optional(Values::text, "the name of a profile"),
          "the profile of the AWS configuration files that gives credentials and region");

  /** Another endpoint for model calls. */
  public static final Key<Optional<URI>> RUNTIME_ENDPOINT =
      new Key<>(
          "runtime_endpoint",
          List.of("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", "AWS_ENDPOINT_URL"),
          "",
          Form.optional(Values::url, "an http:// or https:// URL"),
          "where model calls go, instead of the region's own endpoint");

  /** Another endpoint for lists of models. */
  public static final Key<Optional<URI>> CONTROL_ENDPOINT =
      new Key<>(
          "control_endpoint",
          List.of("AWS_ENDPOINT_URL_BEDROCK", "AWS_ENDPOINT_URL"),
          "",
          Form.optional(Values::url, "an http:// or https:// URL"),
          "where lists of models are asked for, instead of the region's own endpoint");

  /** Another endpoint for roles. */
  public static final Key<Optional<URI>> STS_ENDPOINT =
      new Key<>(
          "sts_endpoint",
          List.of("AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL"),
          "",
          Form.optional(Values::url, "an http:// or https:// URL"),
          "where roles of the pool are asked for, instead of the region's own endpoint");

  /** A Bedrock API key, used instead of signatures. */
  public static final Key<Optional<Secret>> BEARER_TOKEN =
      new Key<>(
          "bearer_token",
          List.of("AWS_BEARER_TOKEN_BEDROCK"),
          "",
          Form.optional(Secret::new, "a Bedrock API key"),
          "a Bedrock API key, used instead of AWS credentials");

  /** The proxy to endpoints that are called by HTTPS. */
  public static final Key<Optional<ProxyUrl>> HTTPS_PROXY =
      new Key<>(
          "https_proxy",
          List.of("HTTPS_PROXY", "https_proxy"),
          "",
          Form.optional(ProxyUrl::parse, "the URL of a proxy, such as http://proxy.example:3128"),
          "the proxy on the way to https:// endpoints");

  /** The proxy to endpoints that are called by plain HTTP. */
  public static final Key<Optional<ProxyUrl>> HTTP_PROXY =
      new Key<>(
          "http_proxy",
          List.of("HTTP_PROXY", "http_proxy"),
          "",
          Form.optional(ProxyUrl::parse, "the URL of a proxy, such as http://proxy.example:3128"),
          "the proxy on the way to http:// endpoints");

  /** Hosts that are called without a proxy. */
  public static final Key<NoProxy> NO_PROXY =
      new Key<>(
          "no_proxy",
          List.of("NO_PROXY", "no_proxy"),
          "",
          Form.of(NoProxy::parse, "hosts, .suffixes or host:port, separated by commas, or *"),
          "hosts that are called without a proxy, as curl reads them; this machine never needs one");

  /** How far from the region data may go. */
  public static final Key<Residency> RESIDENCY =
      new Key<>(
          "residency",
          List.of("GATEWAY_RESIDENCY"),
          "geography",
          Form.of(Residency::parse, Residency.allowed()),
          "how far data may go: geography, any, region, or one geography such as eu");

  /** Who is answered as Open WebUI needs it. */
  public static final Key<OpenWebUi> OPEN_WEBUI =
      new Key<>(
          "open_webui",
          List.of("GATEWAY_OPEN_WEBUI"),
          "detect",
          Form.of(OpenWebUi::parse, "detect, all or none"),
          "who sees errors in texts and may offer tools to any model: detect (by headers), all, none");

  /** Whether the request log has lines of probes that went well. */
  public static final Key<Boolean> LOG_PROBES =
      new Key<>(
          "log_probes",
          List.of("GATEWAY_LOG_PROBES"),
          "false",
          Form.of(Values::truth, "true or false"),
          "whether /health, /ready, /metrics and HEAD / are logged although they went well");

  /** Whether the request log's lines are metrics, too. */
  public static final Key<MetricsLog> METRICS_LOG =
      new Key<>(
          "metrics_log",
          List.of("GATEWAY_METRICS_LOG"),
          "none",
          Form.of(MetricsLog::parse, "none or emf"),
          "whether log lines are metrics for CloudWatch, in its embedded metric format: none, emf");

  /** The collector of traces. */
  public static final Key<Optional<URI>> OTLP_ENDPOINT =
      new Key<>(
          "otlp_endpoint",
          List.of("OTEL_EXPORTER_OTLP_ENDPOINT"),
          "",
          Form.optional(Values::url, "an http:// or https:// URL"),
          "where traces go by OTLP/HTTP, with /v1/traces behind it; else there are none");

  /** The collector of traces, with its whole path. */
  public static final Key<Optional<URI>> OTLP_TRACES_ENDPOINT =
      new Key<>(
          "otlp_traces_endpoint",
          List.of("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"),
          "",
          Form.optional(Values::url, "an http:// or https:// URL"),
          "the same with the whole path, as it is; wins over the other");

  /** What the collector wants to be told with traces. */
  public static final Key<Optional<Secret>> OTLP_HEADERS =
      new Key<>(
          "otlp_headers",
          List.of("OTEL_EXPORTER_OTLP_TRACES_HEADERS", "OTEL_EXPORTER_OTLP_HEADERS"),
          "",
          Form.optional(
              Values.headers("OTEL_EXPORTER_OTLP_HEADERS (otlp_headers)"),
              "pairs such as name=value, separated by commas"),
          "headers that traces are sent with, such as x-api-key=…, separated by commas");

  /** Who traces are of. */
  public static final Key<String> SERVICE_NAME =
      new Key<>(
          "service_name",
          List.of("OTEL_SERVICE_NAME"),
          "ai-portal-gateway",
          Form.of(Values::text, "a name"),
          "what traces call this server");

  /** How many traces are sent. */
  public static final Key<Double> TRACES_SAMPLER_ARG =
      new Key<>(
          "traces_sampler_arg",
          List.of("OTEL_TRACES_SAMPLER_ARG"),
          "1",
          Form.of(Values::share, "a number from 0 to 1"),
          "the share of traces that are sent, 0 to 1, where the caller does not say which are");

  /** Whether requests are read more leniently than Ollama reads them. */
  public static final Key<Boolean> LENIENT =
      new Key<>(
          "lenient",
          List.of("GATEWAY_LENIENT"),
          "false",
          Form.of(Values::truth, "true or false"),
          "whether arguments as text, content in parts and data: URLs as images are taken as well");

  /** What Bedrock's logs say of every call. */
  public static final Key<Map<String, String>> REQUEST_METADATA =
      new Key<>(
          "request_metadata",
          List.of("GATEWAY_REQUEST_METADATA"),
          "",
          Form.of(
              Values::metadata,
              "at most 16 pairs such as team=portal, separated by commas, of letters, digits,"
                  + " blanks and :_@$#=/+.-, 256 characters each"),
          "what Bedrock's logs say of every call; $caller is who asks, $trace the caller's trace");

  /** The project that calls belong to. */
  public static final Key<Optional<String>> PROJECT =
      new Key<>(
          "project",
          List.of("GATEWAY_PROJECT"),
          "",
          Form.optional(Values::project, "the identifier or the ARN of a project"),
          "the project of Bedrock's that calls belong to; only the transport direct can say it");

  /** Where what clients save is kept. */
  public static final Key<Optional<Path>> STATE_DIR =
      new Key<>(
          "state_dir",
          List.of("GATEWAY_STATE_DIR"),
          "",
          Form.optional(Path::of, "the name of a folder"),
          "keeps models of clients, lessons and the ledger of budgets; else a restart forgets all");

  /** How long thinking is kept. */
  public static final Key<Duration> KEPT_REASONING =
      new Key<>(
          "kept_reasoning",
          List.of("GATEWAY_KEPT_REASONING"),
          "1h",
          Form.duration(Values.between("0s", "24h"), "a duration from 0s to 24h, such as 1h"),
          "how long thinking before calls of tools is kept for clients that lose it; 0s for never");

  /** How much memory kept thinking may take up, in bytes. */
  public static final Key<Optional<Long>> KEPT_REASONING_MEMORY =
      new Key<>(
          "kept_reasoning_memory",
          List.of("GATEWAY_KEPT_REASONING_MEMORY"),
          "",
          Form.optional(Form.size(Values::memory, "a size from 1MiB to 1TiB, such as 64MiB")),
          "memory for that thinking; else a twentieth of the heap");

  /** Whether thinking travels in the ids of calls. */
  public static final Key<Boolean> REASONING_IN_IDS =
      new Key<>(
          "reasoning_in_ids",
          List.of("GATEWAY_REASONING_IN_IDS"),
          "false",
          Form.of(Values::truth, "true or false"),
          "whether it is sealed into the ids of calls too, for several gateways behind a balancer");

  /** What seals. */
  public static final Key<Optional<Secret>> SECRET =
      new Key<>(
          "secret",
          List.of("GATEWAY_SECRET"),
          "",
          Form.optional(
              Values.secret("GATEWAY_SECRET (secret)"), "a text of 16 characters or more"),
          "what seals those ids, the same on every gateway; else made once and kept in state_dir");

  /** Whether a client's window counts. */
  public static final Key<Boolean> HONOUR_NUM_CTX =
      new Key<>(
          "honour_num_ctx",
          List.of("GATEWAY_HONOUR_NUM_CTX"),
          "false",
          Form.of(Values::truth, "true or false"),
          "whether num_ctx shortens conversations; many clients send 2048 without meaning it");

  /** How large a request body may be, in bytes. */
  public static final Key<Integer> MAX_REQUEST_BYTES =
      new Key<>(
          "max_request_bytes",
          List.of("GATEWAY_MAX_REQUEST_BYTES"),
          "64MiB",
          Form.of(Values::bytes, "a size from 1KiB to 1GiB, such as 64MiB"),
          "how large a request body may be, at most a fifth of request_memory; else 413 is told");

  /** How much memory requests may take up, all of them together, in bytes. */
  public static final Key<Optional<Long>> REQUEST_MEMORY =
      new Key<>(
          "request_memory",
          List.of("GATEWAY_REQUEST_MEMORY"),
          "",
          Form.optional(Form.size(Values::memory, "a size from 1MiB to 1TiB, such as 256MiB")),
          "memory for all requests together, beyond which 503 is told; else a fifth of the heap");

  /** How many answers may be made at a time. */
  public static final Key<Optional<Integer>> MAX_OPEN_ANSWERS =
      new Key<>(
          "max_open_answers",
          List.of("GATEWAY_MAX_OPEN_ANSWERS"),
          "",
          Form.optional(Values.between(1, 1_000_000), "a whole number from 1 to 1000000"),
          "answers that may be made at once, beyond which 503 is told; else what the heap holds");

  /** How many clients may be connected at a time. */
  public static final Key<Integer> MAX_CONNECTIONS =
      new Key<>(
          "max_connections",
          List.of("GATEWAY_MAX_CONNECTIONS"),
          "10000",
          Form.of(Values.between(1, 1_000_000), "a whole number from 1 to 1000000"),
          "clients that may be connected, fewer if the heap is small; idle ones make room for others");

  /** Threads that serve connections. */
  public static final Key<Integer> IO_THREADS =
      new Key<>(
          "io_threads",
          List.of("GATEWAY_IO_THREADS"),
          String.valueOf(Math.max(1, Runtime.getRuntime().availableProcessors() / 2)),
          Form.of(Values.between(1, 256), "a whole number from 1 to 256"),
          "threads that serve clients, and as many again for the AWS SDK's client");

  /** What carries conversations to Bedrock. */
  public static final Key<Transport> TRANSPORT =
      new Key<>(
          "transport",
          List.of("GATEWAY_TRANSPORT"),
          "direct",
          Form.of(Transport::parse, "direct or sdk"),
          "what carries chats to Bedrock: direct, or the AWS SDK's client; behind a proxy always sdk");

  /** How long a client may stay connected without a request. */
  public static final Key<Duration> IDLE_TIMEOUT =
      new Key<>(
          "idle_timeout",
          List.of("GATEWAY_IDLE_TIMEOUT"),
          "10m",
          Form.duration(Values.between("1s", "24h"), "a duration from 1s to 24h, such as 10m"),
          "how long a connection without a request stays open; more than a load balancer's own");

  /** How long a request may take to arrive. */
  public static final Key<Duration> REQUEST_TIMEOUT =
      new Key<>(
          "request_timeout",
          List.of("GATEWAY_REQUEST_TIMEOUT"),
          "60s",
          Form.duration(Values.between("1s", "24h"), "a duration from 1s to 24h, such as 60s"),
          "how long a request may pause while it arrives, before it is given up");

  /** How long a request's body may take as a whole. */
  public static final Key<Duration> BODY_TIMEOUT =
      new Key<>(
          "body_timeout",
          List.of("GATEWAY_BODY_TIMEOUT"),
          "10m",
          Form.duration(Values.between("1s", "24h"), "a duration from 1s to 24h, such as 10m"),
          "how long a request may take to arrive whole, however steadily it comes");

  /** How long a client may take nothing of its answer. */
  public static final Key<Duration> WRITE_TIMEOUT =
      new Key<>(
          "write_timeout",
          List.of("GATEWAY_WRITE_TIMEOUT"),
          "2m",
          Form.duration(Values.between("1s", "24h"), "a duration from 1s to 24h, such as 2m"),
          "how long a client may take nothing of its answer, before it is given up");

  /** How long open answers may take when the server stops. */
  public static final Key<Duration> DRAIN_TIMEOUT =
      new Key<>(
          "drain_timeout",
          List.of("GATEWAY_DRAIN_TIMEOUT"),
          "30s",
          Form.duration(Values.between("0s", "24h"), "a duration from 0s to 24h, such as 30s"),
          "how long open answers may go on after SIGTERM, before they are cut off with an error");

  /** How long connecting to Bedrock may take. */
  public static final Key<Duration> CONNECT_TIMEOUT =
      new Key<>(
          "connect_timeout",
          List.of("GATEWAY_CONNECT_TIMEOUT"),
          "5s",
          Form.duration(Values.between("100ms", "5m"), "a duration from 100ms to 5m, such as 5s"),
          "how long connecting to Bedrock may take");

  /** How long Bedrock may be silent. */
  public static final Key<Duration> READ_TIMEOUT =
      new Key<>(
          "read_timeout",
          List.of("GATEWAY_READ_TIMEOUT"),
          "15m",
          Form.duration(Values.between("1s", "24h"), "a duration from 1s to 24h, such as 15m"),
          "how long Bedrock may be silent within an answer, thinking included");

  /** How long a whole call may take. */
  public static final Key<Duration> ANSWER_TIMEOUT =
      new Key<>(
          "answer_timeout",
          List.of("GATEWAY_ANSWER_TIMEOUT"),
          "1h",
          Form.duration(Values.between("1s", "24h"), "a duration from 1s to 24h, such as 1h"),
          "how long a call may take from beginning to end, all its attempts together");

  /** How often a call is made at most. */
  public static final Key<Integer> MAX_ATTEMPTS =
      new Key<>(
          "max_attempts",
          List.of("GATEWAY_MAX_ATTEMPTS"),
          "3",
          Form.of(Values.between(1, 10), "a whole number from 1 to 10"),
          "how often a call to Bedrock is made before its error is passed on");

  /** How long calls wait for their turn. */
  public static final Key<Duration> QUEUE_TIMEOUT =
      new Key<>(
          "queue_timeout",
          List.of("GATEWAY_QUEUE_TIMEOUT"),
          "10s",
          Form.duration(Values.between("0s", "10m"), "a duration from 0s to 10m, such as 10s"),
          "how long a call over a limit waits for its turn, before 429 is told; 0s for not at all");

  /** How many calls wait for their turn. */
  public static final Key<Integer> QUEUE_LENGTH =
      new Key<>(
          "queue_length",
          List.of("GATEWAY_QUEUE_LENGTH"),
          "1000",
          Form.of(Values.between(0, 100_000), "a whole number from 0 to 100000"),
          "how many calls wait so at most, all callers together");

  /** Whether models without a price can be paid from a budget. */
  public static final Key<UnpricedModels> UNPRICED_MODELS =
      new Key<>(
          "unpriced_models",
          List.of("GATEWAY_UNPRICED_MODELS"),
          "refuse",
          Form.of(UnpricedModels::parse, "refuse or dearest"),
          "models without a known price, for callers with a budget: refuse, or count as the dearest");

  /** Whether a model is asked again for an answer that is not in its format. */
  public static final Key<Boolean> REPAIR_ANSWERS =
      new Key<>(
          "repair_answers",
          List.of("GATEWAY_REPAIR_ANSWERS"),
          "true",
          Form.of(Values::truth, "true or false"),
          "whether a model is shown, once, what is wrong with an answer that breaks its format");

  /** How many requests for embeddings are under way at most. */
  public static final Key<Integer> PARALLEL_EMBEDDINGS =
      new Key<>(
          "parallel_embeddings",
          List.of("GATEWAY_PARALLEL_EMBEDDINGS"),
          "8",
          Form.of(Values.between(1, 1000), "a whole number from 1 to 1000"),
          "requests for embeddings that Bedrock gets at once, of all clients together");

  /** How much memory answers take up that are given again, in bytes; 0 for none. */
  public static final Key<Long> ANSWER_CACHE =
      new Key<>(
          "answer_cache",
          List.of("GATEWAY_ANSWER_CACHE"),
          "off",
          Form.size(Values::memoryOrNone, "off, or a size from 1MiB to 1TiB, such as 64MiB"),
          "memory for answers given again at temperature 0, a quarter of the heap at most");

  /** How much memory vectors take up that are given again, in bytes; 0 for none. */
  public static final Key<Long> EMBEDDING_CACHE =
      new Key<>(
          "embedding_cache",
          List.of("GATEWAY_EMBEDDING_CACHE"),
          "16MiB",
          Form.size(Values::memoryOrNone, "off, or a size from 1MiB to 1TiB, such as 64MiB"),
          "memory for vectors of texts embedded again, a quarter of the heap at most");

  /** How long answers and vectors are kept. */
  public static final Key<Duration> CACHE_TIME =
      new Key<>(
          "cache_time",
          List.of("GATEWAY_CACHE_TIME"),
          "1h",
          Form.duration(Values.between("1s", "720h"), "a duration from 1s to 720h, such as 1h"),
          "how long both are kept");

  /** Whether callers share what is kept. */
  public static final Key<Boolean> CACHE_SHARED =
      new Key<>(
          "cache_shared",
          List.of("GATEWAY_CACHE_SHARED"),
          "false",
          Form.of(Values::truth, "true or false"),
          "whether keys share what is kept, instead of each having its own");

  /** Whether images that are too large are made smaller. */
  public static final Key<Boolean> SCALE_IMAGES =
      new Key<>(
          "scale_images",
          List.of("GATEWAY_SCALE_IMAGES"),
          "false",
          Form.of(Values::truth, "true or false"),
          "whether images larger than Bedrock takes are scaled down instead of refused");

  /** How old the list of models may get. */
  public static final Key<Duration> MODEL_REFRESH =
      new Key<>(
          "model_refresh",
          List.of("GATEWAY_MODEL_REFRESH"),
          "15m",
          Form.duration(Values.between("10s", "24h"), "a duration from 10s to 24h, such as 15m"),
          "how often Bedrock is asked which models there are");

  /** Settings that count anew as soon as their file has changed; others wait for the next start. */
  static final Set<Key<?>> RELOADED = Set.of(USER_JWT_SECRET);

  /** Every setting that has a single value, in the order of the documentation. */
  public static final List<Key<?>> ALL =
      List.of(
          LISTEN,
          ORIGINS,
          ALLOWED_HOSTS,
          PATH_PREFIXES,
          TLS_CERTIFICATE,
          TLS_KEY,
          TLS_CLIENT_CA,
          CLIENT_KEY,
          ALLOW_ANONYMOUS,
          USER_JWT_SECRET,
          USER_HEADERS_FROM,
          KEEP_ALIVE,
          REGION,
          PROFILE,
          RUNTIME_ENDPOINT,
          CONTROL_ENDPOINT,
          STS_ENDPOINT,
          BEARER_TOKEN,
          HTTPS_PROXY,
          HTTP_PROXY,
          NO_PROXY,
          RESIDENCY,
          OPEN_WEBUI,
          LOG_PROBES,
          METRICS_LOG,
          OTLP_ENDPOINT,
          OTLP_TRACES_ENDPOINT,
          OTLP_HEADERS,
          SERVICE_NAME,
          TRACES_SAMPLER_ARG,
          LENIENT,
          REQUEST_METADATA,
          PROJECT,
          STATE_DIR,
          KEPT_REASONING,
          KEPT_REASONING_MEMORY,
          REASONING_IN_IDS,
          SECRET,
          HONOUR_NUM_CTX,
          MAX_REQUEST_BYTES,
          REQUEST_MEMORY,
          MAX_OPEN_ANSWERS,
          MAX_CONNECTIONS,
          IO_THREADS,
          TRANSPORT,
          IDLE_TIMEOUT,
          REQUEST_TIMEOUT,
          BODY_TIMEOUT,
          WRITE_TIMEOUT,
          DRAIN_TIMEOUT,
          CONNECT_TIMEOUT,
          READ_TIMEOUT,
          ANSWER_TIMEOUT,
          MAX_ATTEMPTS,
          QUEUE_TIMEOUT,
          QUEUE_LENGTH,
          UNPRICED_MODELS,
          REPAIR_ANSWERS,
          PARALLEL_EMBEDDINGS,
          ANSWER_CACHE,
          EMBEDDING_CACHE,
          CACHE_TIME,
          CACHE_SHARED,
          SCALE_IMAGES,
          MODEL_REFRESH);

  public Key {
    variables = List.copyOf(variables);
  }

  /** The setting as a sentence names it: by its first variable and its key in the file. */
  public String named() {
    return variables.get(0) + " (" + name + ')';
  }

  /**
   * Reads a value as an operator wrote it.
   *
   * @param text the value
   * @param source where it comes from, as a sentence may name it
   * @throws SettingsException if it is none of the allowed values
   */
  T read(String text, String source) {
    try {
      return form.reader().apply(text);
    } catch (IllegalArgumentException e) {
      // Never the value itself where it is a secret; URLs of proxies may hold a password.
      throw new SettingsException(
          source + " is '" + Redaction.redact(text) + "', but must be " + form.allowed() + ".");
    }
  }
}
