package io.aiportal.testkit.bedrock;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiportal.testkit.bedrock.auth.AccessKey;
import io.aiportal.testkit.bedrock.auth.Authenticator;
import io.aiportal.testkit.bedrock.auth.Role;
import io.aiportal.testkit.bedrock.auth.Sessions;
import io.aiportal.testkit.bedrock.catalogue.Catalogue;
import io.aiportal.testkit.bedrock.catalogue.SimulatedModel;
import io.aiportal.testkit.bedrock.fault.Fault;
import io.aiportal.testkit.bedrock.guardrail.Guardrail;
import io.aiportal.testkit.bedrock.guardrail.Guardrails;
import io.aiportal.testkit.bedrock.http.SimulatorServer;
import io.aiportal.testkit.bedrock.reply.DefaultReplies;
import io.aiportal.testkit.bedrock.reply.ModelReply;
import io.aiportal.testkit.bedrock.reply.Pace;
import io.aiportal.testkit.bedrock.report.Report;
import io.aiportal.testkit.bedrock.report.ReportedRequest;
import io.aiportal.testkit.bedrock.report.RequestMatcher;
import io.aiportal.testkit.bedrock.service.BedrockService;
import io.aiportal.testkit.bedrock.service.Quota;
import io.aiportal.testkit.bedrock.service.Quotas;
import io.aiportal.testkit.bedrock.service.Replies;
import io.aiportal.testkit.bedrock.service.Rules;
import io.aiportal.testkit.bedrock.service.Script;
import io.aiportal.testkit.bedrock.service.SimulatorSettings;
import io.aiportal.testkit.bedrock.service.StandardRules;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A simulated Bedrock that listens until it is closed.
 *
 * <p>Runtime and control plane are on one endpoint. Whoever starts it closes it, which cuts all
 * open streams. Safe for several threads.
 */
public final class BedrockSimulator implements AutoCloseable {

  /** The region of calls that are not signed for one. */
  public static final String DEFAULT_REGION = "eu-west-2";

  private final SimulatorServer server;
  private final String host;
  private final String region;
  private final Script script;
  private final Report report;
  private final Quotas quotas;

  private BedrockSimulator(Builder builder) {
    this.host = builder.host;
    this.region = builder.region == null ? DEFAULT_REGION : builder.region;
    this.script = new Script();
    this.report = new Report();
    SimulatorSettings settings = builder.settings(region);
    this.quotas = settings.quotas();
    builder.faults.forEach(script::lastingFault);
    BedrockService service = new BedrockService(settings, script, report);
    this.server =
        SimulatorServer.start(
            host, builder.port, builder.ioThreads, builder.clock, service, report);
  }

  /** A simulator on a free port of the loopback interface, as fast as possible. */
  public static BedrockSimulator start() {
    return builder().start();
  }

  /** Settings for another simulator. */
  public static Builder builder() {
    return new Builder();
  }

  /** Where it can be called, as an endpoint override of Bedrock and Bedrock Runtime. */
  public URI endpoint() {
    return URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port());
  }

  /** The port that it listens on. */
  public int port() {
    return server.address().getPort();
  }

  /** The region of calls that are not signed for one. */
  public String region() {
    return region;
  }

  /** What it saw so far. */
  public Report report() {
    return report;
  }

  /** Answers the next conversations, one each; when all are used up the default replies return. */
  public BedrockSimulator script(ModelReply... replies) {
    List.of(replies).forEach(script::add);
    return this;
  }

  /** Answers the next conversations that are meant, one each; others pass by. */
  public BedrockSimulator script(RequestMatcher when, ModelReply... replies) {
    List.of(replies).forEach(reply -> script.add(reply, when, false));
    return this;
  }

  /** Answers all conversations that are meant, until {@link #reset}. */
  public BedrockSimulator always(RequestMatcher when, ModelReply reply) {
    script.add(reply, when, true);
    return this;
  }

  /** Answers the next ConverseStream with these bytes in one piece, such as a recorded stream. */
  public BedrockSimulator play(byte[] eventStream) {
    return play(eventStream, Math.max(1, eventStream.length));
  }

  /**
   * Answers the next ConverseStream with these bytes in pieces.
   *
   * @param pieceSize the length of each piece but the last
   */
  public BedrockSimulator play(byte[] eventStream, int pieceSize) {
    script.add(eventStream, pieceSize);
    return this;
  }

  /** Answers the next Converse with this body, such as a recorded one. */
  public BedrockSimulator playAnswer(JsonNode body) {
    script.add(body);
    return this;
  }

  /** Gives the next calls of models these faults, one each. */
  public BedrockSimulator enqueue(Fault... faults) {
    List.of(faults).forEach(script::addModelFault);
    return this;
  }

  /** Gives the next calls of models that are meant these faults, one each. */
  public BedrockSimulator enqueue(RequestMatcher when, Fault... faults) {
    List.of(faults).forEach(fault -> script.addModelFault(fault, when, false));
    return this;
  }

  /** Gives the next calls of the control plane these faults, one each. */
  public BedrockSimulator enqueueForLists(Fault... faults) {
    List.of(faults).forEach(script::addListFault);
    return this;
  }

  /** Gives all calls with this model id a fault, until {@link #reset}. */
  public BedrockSimulator fault(String modelId, Fault fault) {
    script.fault(modelId, fault);
    return this;
  }

  /** The scripts and faults that were set and not asked for, each in a few words. */
  public List<String> leftovers() {
    return script.leftovers();
  }

  /**
   * Makes sure that all scripts and faults were asked for, but for those that are always there.
   *
   * @throws AssertionError that names those left over, and what was asked instead
   */
  public void verifyNothingLeft() {
    List<String> left = leftovers();
    if (!left.isEmpty()) {
      throw new AssertionError(
          "Nobody asked for " + String.join("; ", left) + ". " + whatWasAsked());
    }
  }

  /**
   * Makes sure that requests came as often as they should.
   *
   * @return them, oldest first
   * @throws AssertionError that says what was asked instead
   */
  public List<ReportedRequest> verify(RequestMatcher matcher, int times) {
    List<ReportedRequest> found = report.requests(matcher);
    if (found.size() != times) {
      throw new AssertionError(
          "Expected "
              + times
              + " times "
              + matcher
              + ", and not "
              + found.size()
              + ". "
              + whatWasAsked());
    }
    return found;
  }

  private String whatWasAsked() {
    List<ReportedRequest> requests = report.requests();
    return requests.isEmpty()
        ? "Nothing was asked."
        : "Asked was: "
            + String.join(
                "; ",
                requests.stream()
                    .map(
                        r ->
                            (r.operation() + " " + (r.modelId() == null ? "" : r.modelId()))
                                .strip())
                    .toList())
            + ".";
  }

  /**
   * Forgets scripts and faults but those of its builder, empties the report and fills the quotas.
   */
  public void reset() {
    script.reset();
    quotas.reset();
    report.reset();
  }

  @Override
  public void close() {
    server.close();
  }

  /** Settings of a simulator; each has a default that suits tests. */
  public static final class Builder {

    private String host = "127.0.0.1";
    private int port;
    private int ioThreads = 1;
    private @Nullable String region;
    private final List<AccessKey> accessKeys = new ArrayList<>();
    private final List<Role> roles = new ArrayList<>();
    private final List<String> bearerTokens = new ArrayList<>();
    private boolean verifiesCallers = true;
    private Clock clock = Clock.systemUTC();
    private Catalogue catalogue = Catalogue.builtIn();
    private boolean anyModel;
    private Pace pace = Pace.INSTANT;
    private Replies replies = new DefaultReplies()::answer;
    private Rules rules = new StandardRules();
    private final List<Guardrail> guardrails = new ArrayList<>();
    private @Nullable Quota quota;
    private final Map<String, Quota> quotas = new HashMap<>();
    private final Map<String, Fault> faults = new HashMap<>();

    private Builder() {}

    /** The address to listen on; the loopback address if not set. */
    public Builder host(String newHost) {
      host = newHost;
      return this;
    }

    /** The port to listen on; any free one if not set. */
    public Builder port(int newPort) {
      port = newPort;
      return this;
    }

    /** How many threads serve all connections; one if not set. */
    public Builder ioThreads(int count) {
      ioThreads = count;
      return this;
    }

    /**
     * The only region that is served.
     *
     * <p>If not set, a signed call is served for the region that it is signed for, and any other
     * for {@link #DEFAULT_REGION}, or for a region that has the model if that one has not.
     */
    public Builder region(String newRegion) {
      region = newRegion;
      return this;
    }

    /** Knows this key; {@link AccessKey#DEFAULT} is known only if none is added. */
    public Builder accessKey(AccessKey key) {
      accessKeys.add(key);
      return this;
    }

    /**
     * Lets every caller take on a role of another account by {@code AssumeRole}, which is on the
     * same endpoint.
     *
     * @param externalId what callers must say with it; null for nothing
     */
    public Builder role(String arn, @Nullable String externalId) {
      return role(arn, externalId, Duration.ofHours(1));
    }

    /**
     * Lets every caller take on a role of another account for a while.
     *
     * @param externalId what callers must say with it; null for nothing
     * @param longest how long a session lasts at most, however long it was asked for
     */
    public Builder role(String arn, @Nullable String externalId, Duration longest) {
      roles.add(new Role(arn, externalId, longest));
      return this;
    }

    /** Knows this token; {@link Authenticator#DEFAULT_BEARER_TOKEN} only if none is added. */
    public Builder bearerToken(String token) {
      bearerTokens.add(token);
      return this;
    }

    /** Lets everybody call, signed or not. */
    public Builder noAuth() {
      verifiesCallers = false;
      return this;
    }

    /** The clock of the answers' dates, which signatures are compared with; else the system's. */
    public Builder clock(Clock newClock) {
      clock = newClock;
      return this;
    }

    /** Knows another model, which replaces a built-in one of the same id. */
    public Builder model(SimulatedModel model) {
      catalogue = catalogue.with(model);
      return this;
    }

    /**
     * Knows an application inference profile, in every region.
     *
     * @param profileId the opaque end of the profile's ARN
     * @param target the id of the model, or of the system-defined profile, behind it
     */
    public Builder applicationProfile(String profileId, String target) {
      catalogue = catalogue.withApplicationProfile(profileId, target);
      return this;
    }

    /** Knows a guardrail, in every region and account; without any, all are refused. */
    public Builder guardrail(Guardrail guardrail) {
      guardrails.add(guardrail);
      return this;
    }

    /** Takes ids that it does not know for text models. */
    public Builder anyModel() {
      anyModel = true;
      return this;
    }

    /** The pace of replies that have none of their own; at once if not set. */
    public Builder pace(Pace newPace) {
      pace = newPace;
      return this;
    }

    /** What answers conversations for which no script is set. */
    public Builder replies(Replies newReplies) {
      replies = newReplies;
      return this;
    }

    /** What models demand beyond the service model, instead of the built-in rules. */
    public Builder rules(Rules newRules) {
      rules = newRules;
      return this;
    }

    /**
     * Enforces a quota of requests and tokens a minute, for every model, region and account alone.
     *
     * <p>A call takes its input and {@code maxTokens} (or else the most that the model writes) when
     * it begins, and gets back what it did not write when it ends.
     */
    public Builder quota(int requestsPerMinute, int tokensPerMinute) {
      quota = new Quota(requestsPerMinute, tokensPerMinute);
      return this;
    }

    /**
     * Enforces a quota of one model, whatever that of the others is.
     *
     * @param modelId as it is called: profiles have quotas of their own
     */
    public Builder quota(String modelId, int requestsPerMinute, int tokensPerMinute) {
      quotas.put(modelId, new Quota(requestsPerMinute, tokensPerMinute));
      return this;
    }

    /** Gives all calls with this model id a fault, for good. */
    public Builder fault(String modelId, Fault fault) {
      faults.put(modelId, fault);
      return this;
    }

    /**
     * Starts it.
     *
     * @throws UncheckedIOException if the address cannot be listened on
     */
    public BedrockSimulator start() {
      return new BedrockSimulator(this);
    }

    private SimulatorSettings settings(String defaultRegion) {
      Sessions sessions = new Sessions(roles, clock);
      return new SimulatorSettings(
          authenticator(sessions),
          defaultRegion,
          region != null,
          catalogue,
          anyModel,
          pace,
          replies,
          rules,
          new Guardrails(guardrails),
          new Quotas(clock, quota, quotas),
          sessions);
    }

    private @Nullable Authenticator authenticator(Sessions sessions) {
      if (!verifiesCallers) {
        return null;
      }
      List<AccessKey> keys = accessKeys.isEmpty() ? List.of(AccessKey.DEFAULT) : accessKeys;
      List<String> tokens =
          bearerTokens.isEmpty() ? List.of(Authenticator.DEFAULT_BEARER_TOKEN) : bearerTokens;
      return new Authenticator(keys, tokens, region, clock, sessions);
    }
  }
}
