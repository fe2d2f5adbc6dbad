package org.melange.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * {@code enrich.*}: how mentions get descriptions.
 *
 * @param questions what is asked about which mentions
 * @param service the endpoint that is asked
 * @param limits what it may be asked
 * @param retries what is done when it fails
 * @param batch how batch files are used
 */
public record Enrichment(
    Questions questions, Service service, Limits limits, Retries retries, Batch batch) {

  /** The strategy that chooses descriptions. */
  public enum Chooser {
    /**
     * {@link #GIVEN} where there is one; for other mentions {@link #SERVICE} if an endpoint is set,
     * else {@link #LEXICAL}.
     */
    AUTO,
    /** No descriptions. */
    OFF,
    /** Descriptions that posts come with; other mentions get none. */
    GIVEN,
    /** Word overlap of text and description; no service is called. */
    LEXICAL,
    /** The service; it is an error if no endpoint is set. */
    SERVICE
  }

  /** What happens if all entities with a name share one description. */
  public enum SingleCandidate {
    /** It is used. */
    USE,
    /** The service is asked whether it fits. */
    ASK,
    /** The mention gets no description. */
    SKIP
  }

  /** Which forms of an answer are accepted. */
  public enum AnswerParsing {
    /** The choice in any unambiguous form, such as JSON within other text. */
    LENIENT,
    /** A JSON object that follows the schema, and nothing else. */
    STRICT
  }

  /**
   * The questions about mentions.
   *
   * @param strategy what chooses descriptions
   * @param singleCandidate what happens if there is only one description
   * @param maxCandidates entities of a name that are considered
   * @param maxTextChars code points of the text around the mention
   * @param maxDescriptionChars code points of a description; longer ones are truncated
   * @param maxAnswerTokens the longest answer
   * @param promptFile a file with the prompt template; empty for the default
   * @param answerStore directory of the answer store; empty for next to the knowledge base
   */
  public record Questions(
      Chooser strategy,
      SingleCandidate singleCandidate,
      int maxCandidates,
      int maxTextChars,
      int maxDescriptionChars,
      int maxAnswerTokens,
      String promptFile,
      String answerStore) {}

  /** Whether a description that a post comes with is kept. */
  public boolean keepsGiven() {
    return questions.strategy() == Chooser.AUTO || questions.strategy() == Chooser.GIVEN;
  }

  /** The strategy, with {@link Chooser#AUTO} resolved for mentions without a given description. */
  public Chooser chooser() {
    if (questions.strategy() != Chooser.AUTO) {
      return questions.strategy();
    }
    return service.endpoint().isEmpty() ? Chooser.LEXICAL : Chooser.SERVICE;
  }

  /**
   * The service.
   *
   * @param endpoint base URL of an OpenAI-compatible API, such as {@code https://host/v1}; empty
   *     for none
   * @param model the name of the model
   * @param parameters further fields of each request, a JSON object
   * @param maxTokensField the request field for the longest answer
   * @param answerParsing which forms of an answer are accepted
   * @param headers further headers of each request
   * @param apiKeyEnv the environment variable that holds the key; unset for none
   * @param apiKeyFile a file with the key, which overrides the variable; empty for none
   * @param apiKeyHeader the header with the key
   * @param connectTimeout time limit for connecting
   * @param requestTimeout time limit for an answer
   * @param keepAlive how long an idle connection is kept
   */
  public record Service(
      String endpoint,
      String model,
      String parameters,
      String maxTokensField,
      AnswerParsing answerParsing,
      Map<String, String> headers,
      String apiKeyEnv,
      String apiKeyFile,
      String apiKeyHeader,
      Duration connectTimeout,
      Duration requestTimeout,
      Duration keepAlive) {}

  /**
   * Limits of the whole application; 0 means no limit.
   *
   * @param requestsPerMinute in any minute
   * @param tokensPerMinute in and out together, in any minute
   * @param maxInFlight concurrent requests
   * @param budgetUsd money
   * @param inputUsdPerMillionTokens price of a million tokens read
   * @param outputUsdPerMillionTokens price of a million tokens written
   * @param maxNetworkDelay the longest time from permission to arrival at the service
   */
  public record Limits(
      int requestsPerMinute,
      long tokensPerMinute,
      int maxInFlight,
      double budgetUsd,
      double inputUsdPerMillionTokens,
      double outputUsdPerMillionTokens,
      Duration maxNetworkDelay) {}

  /**
   * How failures are handled.
   *
   * @param maxAttempts the most attempts per question, including the first
   * @param initialBackoff the backoff before the second attempt; doubles from there, with jitter
   * @param maxBackoff the longest backoff, unless the service asks for a longer pause
   * @param maxUnavailable how long all questions may stay unanswered because the service failed or
   *     limited the rate, before questions are given up
   */
  public record Retries(
      int maxAttempts, Duration initialBackoff, Duration maxBackoff, Duration maxUnavailable) {}

  /**
   * Batch files.
   *
   * @param enabled whether questions are sent in batch files
   * @param maxRequests questions in one file
   * @param maxBytes the largest file
   * @param maxInFlight files at the service at a time
   * @param pollInterval how often the status of a batch is polled
   * @param priceFactor the price of a token in a batch, relative to the price
   * @param abandonForeign whether batches of earlier runs at another endpoint are abandoned
   */
  public record Batch(
      boolean enabled,
      int maxRequests,
      long maxBytes,
      int maxInFlight,
      Duration pollInterval,
      double priceFactor,
      boolean abandonForeign) {}

  static Enrichment read(ConfigReader in) {
    return new Enrichment(questions(in), service(in), limits(in), retries(in), batch(in));
  }

  private static Questions questions(ConfigReader in) {
    return new Questions(
        in.oneOf("enrich.strategy", Chooser.class),
        in.oneOf("enrich.single-candidate", SingleCandidate.class),
        in.integer("enrich.max-candidates", 1, 1000),
        in.integer("enrich.max-text-chars", 1, 1_000_000),
        in.integer("enrich.max-description-chars", 1, 100_000),
        in.integer("enrich.max-answer-tokens", 1, 1_000_000),
        in.text("enrich.prompt-file"),
        in.text("enrich.answer-store"));
  }

  private static Service service(ConfigReader in) {
    return new Service(
        in.endpoint("enrich.endpoint"),
        in.text("enrich.model"),
        in.json("enrich.parameters"),
        in.oneOf("enrich.max-tokens-field", List.of("max_tokens", "max_completion_tokens")),
        in.oneOf("enrich.answer-parsing", AnswerParsing.class),
        in.headers("enrich.headers"),
        in.text("enrich.api-key-env"),
        in.text("enrich.api-key-file"),
        in.keyHeader("enrich.api-key-header"),
        in.duration("enrich.connect-timeout", Duration.ofMillis(1), Duration.ofHours(1)),
        in.duration("enrich.request-timeout", Duration.ofMillis(1), Duration.ofDays(1)),
        in.duration("enrich.keep-alive", Duration.ofSeconds(1), Duration.ofDays(1)));
  }

  private static Limits limits(ConfigReader in) {
    return new Limits(
        in.integer("enrich.requests-per-minute", 0, Integer.MAX_VALUE),
        in.number("enrich.tokens-per-minute", 0, Long.MAX_VALUE / 1024),
        in.integer("enrich.max-in-flight", 1, 1_000_000),
        in.real("enrich.budget-usd", 0, 1e9),
        in.real("enrich.input-usd-per-million-tokens", 0, 1e6),
        in.real("enrich.output-usd-per-million-tokens", 0, 1e6),
        in.duration("enrich.max-network-delay", Duration.ZERO, Duration.ofMinutes(1)));
  }

  private static Retries retries(ConfigReader in) {
    return new Retries(
        in.integer("enrich.retry.max-attempts", 1, 1000),
        in.duration("enrich.retry.initial-backoff", Duration.ofMillis(1), Duration.ofHours(1)),
        in.duration("enrich.retry.max-backoff", Duration.ofMillis(1), Duration.ofDays(1)),
        in.duration("enrich.max-unavailable", Duration.ofMillis(1), Duration.ofDays(7)));
  }

  private static Batch batch(ConfigReader in) {
    return new Batch(
        in.flag("enrich.batch.enabled"),
        in.integer("enrich.batch.max-requests", 1, 1_000_000),
        in.bytes("enrich.batch.max-bytes", 1024, 1L << 31),
        in.integer("enrich.batch.max-in-flight", 1, 1000),
        in.duration("enrich.batch.poll-interval", Duration.ofMillis(1), Duration.ofDays(1)),
        in.real("enrich.batch.price-factor", 0, 10),
        in.flag("enrich.batch.abandon-foreign"));
  }
}
