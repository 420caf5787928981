package io.aiportal.ollama.model;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a model can do and what it refuses, in groups.
 *
 * @param capabilities what it can do at all
 * @param limits how much it takes and gives
 * @param conversation how it is spoken to
 * @param tools how it calls tools
 * @param sampling which sampling settings and stop sequences it takes
 * @param thinking how it is told to think
 * @param cache how prompts are cached
 * @param media what it takes besides text
 * @param embedding how it is asked for embeddings
 * @param lifecycle where it stands between its release and its end
 * @param service how the operator wants it to be served
 * @param price what it costs; null where nobody says
 */
public record ModelTraits(
    Set<Capability> capabilities,
    TokenLimits limits,
    ConversationTraits conversation,
    ToolTraits tools,
    SamplingTraits sampling,
    ThinkingTraits thinking,
    CacheTraits cache,
    MediaTraits media,
    EmbeddingTraits embedding,
    Lifecycle lifecycle,
    ServiceTraits service,
    @Nullable Price price) {

  public ModelTraits {
    capabilities = Set.copyOf(capabilities);
  }

  /** Whether the model can do this. */
  public boolean can(Capability capability) {
    return capabilities.contains(capability);
  }

  /** Starts from what is known of a model, to change some of it. */
  public Builder toBuilder() {
    return new Builder(this);
  }

  /** Builds traits from others. */
  public static final class Builder {

    private Set<Capability> capabilities;
    private TokenLimits limits;
    private ConversationTraits conversation;
    private ToolTraits tools;
    private SamplingTraits sampling;
    private ThinkingTraits thinking;
    private CacheTraits cache;
    private MediaTraits media;
    private EmbeddingTraits embedding;
    private Lifecycle lifecycle;
    private ServiceTraits service;
    private @Nullable Price price;

    private Builder(ModelTraits traits) {
      this.capabilities = traits.capabilities;
      this.limits = traits.limits;
      this.conversation = traits.conversation;
      this.tools = traits.tools;
      this.sampling = traits.sampling;
      this.thinking = traits.thinking;
      this.cache = traits.cache;
      this.media = traits.media;
      this.embedding = traits.embedding;
      this.lifecycle = traits.lifecycle;
      this.service = traits.service;
      this.price = traits.price;
    }

    /** What the model can do at all. */
    public Builder capabilities(Set<Capability> capabilities) {
      this.capabilities = capabilities;
      return this;
    }

    /** How much the model takes and gives. */
    public Builder limits(TokenLimits limits) {
      this.limits = limits;
      return this;
    }

    /** How the model is spoken to. */
    public Builder conversation(ConversationTraits conversation) {
      this.conversation = conversation;
      return this;
    }

    /** How the model calls tools. */
    public Builder tools(ToolTraits tools) {
      this.tools = tools;
      return this;
    }

    /** Which sampling settings and stop sequences the model takes. */
    public Builder sampling(SamplingTraits sampling) {
      this.sampling = sampling;
      return this;
    }

    /** How the model is told to think. */
    public Builder thinking(ThinkingTraits thinking) {
      this.thinking = thinking;
      return this;
    }

    /** How prompts are cached. */
    public Builder cache(CacheTraits cache) {
      this.cache = cache;
      return this;
    }

    /** What the model takes besides text. */
    public Builder media(MediaTraits media) {
      this.media = media;
      return this;
    }

    /** How the model is asked for embeddings. */
    public Builder embedding(EmbeddingTraits embedding) {
      this.embedding = embedding;
      return this;
    }

    /** Where the model stands between its release and its end. */
    public Builder lifecycle(Lifecycle lifecycle) {
      this.lifecycle = lifecycle;
      return this;
    }

    /** How the operator wants the model to be served. */
    public Builder service(ServiceTraits service) {
      this.service = service;
      return this;
    }

    /** What the model costs; null where nobody says. */
    public Builder price(@Nullable Price price) {
      this.price = price;
      return this;
    }

    /** The traits. */
    public ModelTraits build() {
      return new ModelTraits(
          capabilities,
          limits,
          conversation,
          tools,
          sampling,
          thinking,
          cache,
          media,
          embedding,
          lifecycle,
          service,
          price);
    }
  }
}
