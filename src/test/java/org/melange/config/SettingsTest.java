package org.melange.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.melange.config.FeatureSettings.DeviceChoice;
import org.melange.config.LinkSettings.CalibrationUse;
import org.melange.config.LinkSettings.CandidateMode;
import org.melange.config.LinkSettings.Search;
import org.melange.config.TableSettings.Distribution;
import org.melange.config.TableSettings.TablePrecision;
import org.melange.config.VerifySettings.Checksums;

/** Every key and default, and what becomes of settings that are wrong. */
class SettingsTest {

  /** What {@code conf/melange.conf} promises; a change here is a change for users. */
  private static final Map<String, Object> DEFAULTS =
      Map.ofEntries(
          Map.entry("posts.max-record-chars", 4194304),
          Map.entry("posts.images-root", ""),
          Map.entry("posts.order-by", ""),
          Map.entry("quarantine.max-share", 0.05),
          Map.entry("images.max-bytes", "32M"),
          Map.entry("images.max-pixels", 50000000),
          Map.entry("images.read-timeout", "60s"),
          Map.entry("images.allowed-prefixes", List.of()),
          Map.entry("images.max-missing-share", 1),
          Map.entry("images.http.enabled", false),
          Map.entry("images.http.timeout", "20s"),
          Map.entry("images.http.max-redirects", 5),
          Map.entry("images.http.max-retries", 2),
          Map.entry("images.http.max-connections-per-host", 4),
          Map.entry("images.http.max-requests-per-second-per-host", 10),
          Map.entry("images.http.allowed-hosts", ""),
          Map.entry("images.http.user-agent", "Melange"),
          Map.entry("mentions.min-chars", 3),
          Map.entry("mentions.min-chars-cjk", 2),
          Map.entry("mentions.match-lowercase", false),
          Map.entry("mentions.types", ""),
          Map.entry("mentions.max-per-post", 10_000),
          Map.entry("features.batch-size", 32),
          Map.entry("features.device", "auto"),
          Map.entry("features.task-gpus", 0),
          Map.entry("features.precision", "float32"),
          Map.entry("features.intra-op-threads", 0),
          Map.entry("features.fetch-threads", 0),
          Map.entry("features.cache-bytes", "128M"),
          Map.entry("features.store", ""),
          Map.entry("link.candidates", "names"),
          Map.entry("link.types", ""),
          Map.entry("link.max-candidates", 100),
          Map.entry("link.vector-candidates", 100),
          Map.entry("link.name-prior", "model"),
          Map.entry("link.search", "exact"),
          Map.entry("link.ef-search", 200),
          Map.entry("link.top-k", 10),
          Map.entry("link.batch-size", 256),
          Map.entry("link.max-mapped-bytes", "4G"),
          Map.entry("link.calibration", "auto"),
          Map.entry("link.min-confidence", "calibrated"),
          Map.entry("calibrate.nil-share", 0.2),
          Map.entry("calibrate.target-precision", 0.9),
          Map.entry("calibrate.method", "auto"),
          Map.entry("calibrate.folds", 5),
          Map.entry("calibrate.seed", 43),
          Map.entry("link.table.precision", "float32"),
          Map.entry("link.table.distribution", "files"),
          Map.entry("link.table.cache-dir", ""),
          Map.entry("link.table.index", false),
          Map.entry("train.clip", "frozen"),
          Map.entry("train.fraction", 1),
          Map.entry("train.validate-on", "dev"),
          Map.entry("train.max-dropped-share", 0.5),
          Map.entry("train.epochs", 20),
          Map.entry("train.batch-size", 32),
          Map.entry("train.encode-batch", 0),
          Map.entry("train.learning-rate", 1e-4),
          Map.entry("train.clip-learning-rate", 1e-5),
          Map.entry("train.weight-decay", 1e-4),
          Map.entry("train.adam-epsilon", 1e-4),
          Map.entry("train.max-gradient-norm", 0),
          Map.entry("train.validate-every", 2),
          Map.entry("train.patience", 3),
          Map.entry("train.validation-mentions", 500),
          Map.entry("train.validation-entities", 1000),
          Map.entry("train.seed", 43),
          Map.entry("train.learning-rate-schedule", "constant"),
          Map.entry("train.warmup-share", 0),
          Map.entry("train.precision", "float32"),
          Map.entry("enrich.strategy", "auto"),
          Map.entry("enrich.single-candidate", "use"),
          Map.entry("enrich.max-candidates", 20),
          Map.entry("enrich.max-text-chars", 2000),
          Map.entry("enrich.max-description-chars", 300),
          Map.entry("enrich.max-answer-tokens", 32),
          Map.entry("enrich.answer-parsing", "lenient"),
          Map.entry("enrich.prompt-file", ""),
          Map.entry("enrich.answer-store", ""),
          Map.entry("enrich.endpoint", ""),
          Map.entry("enrich.model", ""),
          Map.entry("enrich.parameters", "{\"temperature\":0}"),
          Map.entry("enrich.max-tokens-field", "max_tokens"),
          Map.entry("enrich.api-key-env", "MELANGE_API_KEY"),
          Map.entry("enrich.api-key-file", ""),
          Map.entry("enrich.api-key-header", "Authorization"),
          Map.entry("enrich.connect-timeout", "10s"),
          Map.entry("enrich.request-timeout", "60s"),
          Map.entry("enrich.keep-alive", "30s"),
          Map.entry("enrich.requests-per-minute", 0),
          Map.entry("enrich.tokens-per-minute", 0),
          Map.entry("enrich.max-in-flight", 64),
          Map.entry("enrich.budget-usd", 0),
          Map.entry("enrich.input-usd-per-million-tokens", 0),
          Map.entry("enrich.output-usd-per-million-tokens", 0),
          Map.entry("enrich.max-network-delay", "1s"),
          Map.entry("enrich.retry.max-attempts", 6),
          Map.entry("enrich.retry.initial-backoff", "500ms"),
          Map.entry("enrich.retry.max-backoff", "30s"),
          Map.entry("enrich.max-unavailable", "10m"),
          Map.entry("enrich.batch.enabled", false),
          Map.entry("enrich.batch.max-in-flight", 4),
          Map.entry("enrich.batch.max-requests", 50000),
          Map.entry("enrich.batch.max-bytes", "100M"),
          Map.entry("enrich.batch.poll-interval", "30s"),
          Map.entry("enrich.batch.price-factor", 0.5),
          Map.entry("enrich.batch.abandon-foreign", false),
          Map.entry("report.sample", 60),
          Map.entry("report.seed", 43),
          Map.entry("run.partitions", 0),
          Map.entry("run.range-entities", 0),
          Map.entry("run.shard-posts", 100000),
          Map.entry("run.buckets", 16),
          Map.entry("run.max-crashes", 10),
          Map.entry("backfill.max-churn", 0.2),
          Map.entry("backfill.verify-sample", 100),
          Map.entry("verify.checksums", "once"));

  @TempDir private Path dir;

  @Test
  void theFileHoldsTheseKeysAndDefaults() {
    Config file = ConfigFactory.parseFile(Path.of("conf/melange.conf").toFile());
    assertThat(file.entrySet())
        .extracting(Map.Entry::getKey, entry -> entry.getValue().unwrapped())
        .containsExactlyInAnyOrderElementsOf(
            DEFAULTS.entrySet().stream()
                .map(e -> org.assertj.core.groups.Tuple.tuple(e.getKey(), e.getValue()))
                .toList());
  }

  @Test
  void everyKeyIsExplained() {
    Config file = ConfigFactory.parseFile(Path.of("conf/melange.conf").toFile());
    for (Map.Entry<String, ConfigValue> entry : file.entrySet()) {
      assertThat(entry.getValue().origin().comments()).as(entry.getKey()).isNotEmpty();
    }
  }

  @Test
  void defaultsAreReadAsTyped() {
    Settings settings = Settings.defaults();
    assertThat(settings.posts()).isEqualTo(new PostSettings(4 << 20, "", ""));
    assertThat(settings.quarantine()).isEqualTo(new QuarantineSettings(0.05));
    assertThat(settings.images()).isEqualTo(new ImageSettings(32L << 20, 50_000_000));
    assertThat(settings.mentions()).isEqualTo(new MentionSettings(3, 2, false, List.of(), 10_000));
    assertThat(settings.features())
        .isEqualTo(
            new FeatureSettings(32, DeviceChoice.AUTO, 0, Precision.FLOAT32, 0, 0, 128L << 20, ""));
    assertThat(settings.link())
        .isEqualTo(
            new LinkSettings(
                CandidateMode.NAMES,
                List.of(),
                100,
                100,
                OptionalDouble.empty(),
                Search.EXACT,
                200,
                10,
                256,
                4L << 30,
                new TableSettings(TablePrecision.FLOAT32, Distribution.FILES, "", false),
                CalibrationUse.AUTO,
                OptionalDouble.empty()));
    assertThat(set("link.name-prior=0.5").link().namePrior()).hasValue(0.5);
    assertThat(Settings.defaults().link().namePrior()).isEmpty();
    assertThat(set("link.min-confidence=0.25").link().minConfidence()).hasValue(0.25);
    assertThat(settings.report()).isEqualTo(new ReportSettings(60, 43));
    assertThat(settings.run()).isEqualTo(new RunSettings(0, 0, 100_000, 16, 10));
    assertThat(settings.verify()).isEqualTo(new VerifySettings(Checksums.ONCE));
    assertThat(set("verify.checksums=always").verify().checksums()).isEqualTo(Checksums.ALWAYS);
  }

  @Test
  void theSourceHoldsAllSettingsForManifests() {
    Config source = ConfigFactory.parseString(set("link.top-k=7").source());
    assertThat(source.entrySet())
        .extracting(Map.Entry::getKey)
        .hasSameElementsAs(DEFAULTS.keySet());
    assertThat(source.getInt("link.top-k")).isEqualTo(7);
  }

  @Test
  void theCommandLineGoesBeforeTheFileAndTheFileBeforeTheDefaults() throws IOException {
    Path file = file("link { top-k = 3, max-candidates = 4 }");
    Settings settings =
        Settings.load(Optional.of(file), List.of("link.top-k=5", "features.device=cpu"));
    assertThat(settings.link().topK()).isEqualTo(5);
    assertThat(settings.link().maxCandidates()).isEqualTo(4);
    assertThat(settings.features().device()).isEqualTo(DeviceChoice.CPU);
    assertThat(settings.features().batchSize()).isEqualTo(32);
  }

  @Test
  void settingsCanBeTakenUpAndChanged() {
    Settings changed = set("link.top-k=5", "train.epochs=3").with(List.of("link.top-k=6"));
    assertThat(changed.link().topK()).isEqualTo(6);
    assertThat(changed.train().epochs()).isEqualTo(3);
    assertThatThrownBy(() -> changed.with(List.of("link.topk=6")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("link.top-k");
  }

  @Test
  void ofTwoOverridesTheLastWins() {
    assertThat(set("link.top-k=5", "link.top-k=6").link().topK()).isEqualTo(6);
  }

  @ParameterizedTest
  @CsvSource({
    "link.topk, link.top-k",
    "features.batchsize, features.batch-size",
    "feature.device, features.device",
    "quarantine.share, quarantine.max-share"
  })
  void anUnknownKeyIsToldTheNearestOne(String unknown, String nearest) {
    assertThat(faults(unknown + "=1"))
        .containsExactly("'" + unknown + "' (--set) is unknown; did you mean '" + nearest + "'?");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "\"link.top-k\" = 5 | '\"link.top-k\"' | link.top-k",
        "{\"link.top-k\": 5} | '\"link.top-k\"' | link.top-k",
        "link { \"top k+\" = 5 } | 'link.\"top k+\"' | link.top-k",
        "\"run.partitions$\" = 5 | '\"run.partitions$\"' | run.partitions",
      })
  void aKeyInQuotesIsOneName(String text, String named, String nearest) throws IOException {
    Path file = file(text);
    assertThatThrownBy(() -> Settings.load(Optional.of(file), List.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(named)
        .hasMessageContaining("melange-test.conf: 1")
        .hasMessageContaining("did you mean '" + nearest + "'?");
  }

  @Test
  void allFaultsAreToldAtOnce() throws IOException {
    Path file = file("link.top-k = none\nfeatures.device = tpu\nquarantine.max-share = 2\nfoo = 1");
    ConfigException error =
        catchThrowableOfType(
            ConfigException.class, () -> Settings.load(Optional.of(file), List.of("link.topk=1")));
    assertThat(error.faults())
        .hasSize(5)
        .anyMatch(f -> f.startsWith("'link.top-k'") && f.contains("whole number"))
        .anyMatch(f -> f.startsWith("'features.device'") && f.contains("[auto, cpu, gpu]"))
        .anyMatch(f -> f.startsWith("'quarantine.max-share'") && f.contains("between 0 and 1"))
        .anyMatch(f -> f.startsWith("'foo'") && f.contains("unknown"))
        .anyMatch(f -> f.startsWith("'link.topk' (--set)"));
    assertThat(error.faults())
        .filteredOn(f -> f.startsWith("'foo'"))
        .first()
        .asString()
        .contains(file.getFileName().toString() + ": 4");
    error.faults().forEach(fault -> assertThat(error).hasMessageContaining(fault));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "posts.max-record-chars=0",
        "posts.max-record-chars=3000000000",
        "quarantine.max-share=-0.1",
        "quarantine.max-share=1.01",
        "quarantine.max-share=NaN",
        "quarantine.max-share=some",
        "images.max-bytes=0",
        "images.max-missing-share=1.5",
        "images.max-bytes=4G",
        "images.max-bytes=-1",
        "images.max-bytes=many",
        "images.max-pixels=0",
        "images.read-timeout=0s",
        "images.read-timeout=2h",
        "images.allowed-prefixes=images",
        "images.allowed-prefixes=https://example.org/images/",
        "images.http.enabled=perhaps",
        "images.http.timeout=0s",
        "images.http.max-redirects=-1",
        "images.http.max-retries=-1",
        "images.http.max-connections-per-host=0",
        "images.http.max-requests-per-second-per-host=-1",
        "images.http.allowed-hosts=http://inside/",
        "mentions.min-chars=0",
        "mentions.min-chars=1001",
        "mentions.min-chars-cjk=0",
        "mentions.min-chars-cjk=1001",
        "mentions.match-lowercase=1",
        "mentions.types=human",
        "mentions.max-per-post=0",
        "features.batch-size=0",
        "features.batch-size=2.5",
        "features.batch-size=",
        "features.batch-size=1e100",
        "features.device=CUDA",
        "features.intra-op-threads=-1",
        "features.task-gpus=-1",
        "features.precision=bfloat16",
        "features.fetch-threads=-1",
        "features.cache-bytes=-1",
        "link.candidates=some",
        "link.types=Q5 Q6",
        "link.types=Q0",
        "link.max-candidates=0",
        "link.top-k=0",
        "link.max-mapped-bytes=0",
        "link.min-confidence=1.5",
        "link.min-confidence=sure",
        "calibrate.folds=1",
        "link.vector-candidates=0",
        "link.name-prior=-1",
        "link.name-prior=NaN",
        "link.search=fuzzy",
        "link.ef-search=0",
        "link.table.index=maybe",
        "link.batch-size=0",
        "link.table.precision=float64",
        "link.table.distribution=mail",
        "enrich.endpoint=ftp://host/v1",
        "enrich.endpoint=host:8000/v1",
        "enrich.endpoint=http://host:65536/v1",
        "enrich.endpoint=https://user:word@host/v1",
        "enrich.endpoint=https://host/v1?key=word",
        "enrich.parameters=temperature",
        "enrich.max-tokens-field=tokens",
        "enrich.connect-timeout=0s",
        "enrich.request-timeout=soon",
        "enrich.max-in-flight=0",
        "enrich.requests-per-minute=-1",
        "enrich.budget-usd=-1",
        "enrich.max-network-delay=2m",
        "enrich.retry.max-attempts=0",
        "enrich.headers.Authorization=word",
        "enrich.headers.api-key=word",
        "enrich.headers.Host=inside",
        "enrich.headers.X-Title=two\nlines",
        "enrich.headers.X-Title=\u0416",
        "enrich.api-key-header=",
        "enrich.api-key-header=X Key",
        "enrich.api-key-header=Host",
        "enrich.batch.enabled=perhaps",
        "enrich.batch.max-requests=0",
        "report.sample=-1",
        "report.sample=501",
        "run.partitions=-1",
        "run.partitions=true"
      })
  void oneWrongValueIsOneFault(String pair) {
    String key = pair.substring(0, pair.indexOf('='));
    assertThat(faults(pair)).hasSize(1).first().asString().startsWith("'" + key + "' (--set) must");
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MIN_VALUE, -9007199254740993L, 9007199254740993L, Long.MAX_VALUE})
  void aSeedKeepsAllItsDigits(long seed) {
    assertThat(set("train.seed=" + seed).train().seed()).isEqualTo(seed);
    assertThat(Settings.ofSource(set("train.seed=" + seed).source()).train().seed())
        .isEqualTo(seed);
  }

  @Test
  void headersAreWhateverIsNamed() {
    assertThat(Settings.defaults().enrich().service().headers()).isEmpty();
    assertThat(set("enrich.headers.X-Title=a: b").enrich().service().headers())
        .isEqualTo(Map.of("X-Title", "a: b"));
    assertThat(faults("enrich.headers=X-Title")).hasSize(1);
    assertThat(faults("enrich.headers.\"X Title\"=a")).hasSize(1);
    assertThat(set("enrich.headers.\"X.Title\"=\u00e4\t").enrich().service().headers())
        .isEqualTo(Map.of("X.Title", "\u00e4"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "enrich.endpoint=https://user:secret-word@host/v1",
        "enrich.endpoint=https://host/v1?key=secret-word",
        "enrich.endpoint=https://host/v1#secret-word",
        "enrich.endpoint=https://user:a/secret-word@host/v1",
        "enrich.endpoint=https://user:secret-word?@host/v1",
        "enrich.endpoint=user:secret-word@host/v1",
        "enrich.headers.authorization=secret-word",
        "enrich.headers.X-Api-Key=secret-word"
      })
  void aKeyInTheWrongPlaceIsNotRepeated(String pair) {
    assertThat(faults(pair)).hasSize(1).noneMatch(fault -> fault.contains("secret-word"));
  }

  @Test
  void hostsAreAList() {
    assertThat(
            set("images.http.allowed-hosts=media.inside, 10.1.0.0/16 ::1")
                .images()
                .http()
                .allowedHosts())
        .containsExactly("media.inside", "10.1.0.0/16", "::1");
    assertThat(set("images.http.enabled=true").images().http().enabled()).isTrue();
  }

  @Test
  void directoriesAreAListOrATextWithCommas() throws IOException {
    List<String> expected = List.of("/mnt/my images/", "s3a://bucket/images/");
    Path file = file("images.allowed-prefixes = [\"/mnt/my images/\", \"s3a://bucket/images/\"]");
    Settings listed = Settings.load(Optional.of(file), List.of());
    assertThat(listed.images().allowedPrefixes()).isEqualTo(expected);
    assertThat(Settings.ofSource(listed.source()).images()).isEqualTo(listed.images());
    Settings text = set("images.allowed-prefixes=/mnt/my images/, s3a://bucket/images/");
    assertThat(text.images().allowedPrefixes()).isEqualTo(expected);
  }

  @Test
  void timesTakeUnits() {
    assertThat(set("enrich.request-timeout=2m").enrich().service().requestTimeout())
        .isEqualTo(java.time.Duration.ofMinutes(2));
  }

  @Test
  void aNumberInPlaceOfASectionIsAFault() throws IOException {
    Path file = file("link = 5");
    assertThatThrownBy(() -> Settings.load(Optional.of(file), List.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("link");
  }

  @Test
  void anObjectInPlaceOfAValueIsAFault() throws IOException {
    Path file = file("features.device { name = cpu }");
    assertThatThrownBy(() -> Settings.load(Optional.of(file), List.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("features.device");
  }

  @Test
  void aValueSetToNullIsMissing() throws IOException {
    Path file = file("link.top-k = null");
    assertThatThrownBy(() -> Settings.load(Optional.of(file), List.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("'link.top-k' is missing");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/data/images",
        "/data//images",
        "s3a://bucket/a folder/images",
        "hdfs://name:9000/images",
        "file:///data/b\u00e4r",
        "C:\\images",
        "a,b",
        "a#b",
        "{x}",
        "a=b",
        "${HOME}",
        "x, link.top-k = 99"
      })
  void aTextIsTakenAsItStands(String text) {
    Settings settings = set("posts.images-root=" + text);
    assertThat(settings.posts().imagesRoot()).isEqualTo(text);
    assertThat(settings.link().topK()).isEqualTo(10);
  }

  @Test
  void sizesTakeUnits() {
    assertThat(set("images.max-bytes=1k").images().maxBytes()).isEqualTo(1024);
    assertThat(set("images.max-bytes=7").images().maxBytes()).isEqualTo(7);
    assertThat(set("link.max-mapped-bytes=2GiB").link().maxMappedBytes()).isEqualTo(2L << 30);
  }

  @ParameterizedTest
  @ValueSource(strings = {"link.top-k", "=5", " = 5", "link..top-k=5"})
  void somethingThatIsNoPairIsAFault(String pair) {
    assertThat(faults(pair)).hasSize(1).first().asString().startsWith("--set " + pair);
  }

  @Test
  void aFileThatIsNotThereIsAFault() {
    Path absent = dir.resolve("absent.conf");
    assertThatThrownBy(() -> Settings.load(Optional.of(absent), List.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(absent.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"link {", "link.top-k = ${nowhere}", "link.top-k = [1, 2"})
  void aFileThatIsNoHoconIsAFault(String text) throws IOException {
    Path file = file(text);
    assertThatThrownBy(() -> Settings.load(Optional.of(file), List.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("melange-test.conf");
  }

  @Test
  void theSurroundingsAreNotRead() throws IOException {
    Path file = file("posts.images-root = ${?HOME}");
    assertThat(Settings.load(Optional.of(file), List.of()).posts().imagesRoot()).isEmpty();
  }

  private Path file(String text) throws IOException {
    return Files.writeString(dir.resolve("melange-test.conf"), text);
  }

  private static Settings set(String... pairs) {
    return Settings.load(Optional.empty(), List.of(pairs));
  }

  private static List<String> faults(String pair) {
    return catchThrowableOfType(ConfigException.class, () -> set(pair)).faults();
  }
}
