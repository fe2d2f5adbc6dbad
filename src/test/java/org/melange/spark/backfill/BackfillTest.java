package org.melange.spark.backfill;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.melange.spark.store.StoreFixture.entity;
import static org.melange.spark.store.StoreFixture.links;
import static org.melange.spark.store.StoreFixture.post;
import static org.melange.spark.store.StoreFixture.posts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.melange.config.Settings;
import org.melange.link.calibrate.NilThreshold;
import org.melange.run.ExitCode;
import org.melange.run.JobException;
import org.melange.spark.kb.KnowledgeBase;
import org.melange.spark.kb.MentionExtractor;
import org.melange.spark.link.LinkScope;
import org.melange.spark.link.MentionLinker;
import org.melange.spark.post.PostFormat;
import org.melange.spark.post.PostInput;
import org.melange.spark.row.Schemas;
import org.melange.spark.store.LinkStore;
import org.melange.spark.store.LinkUpdate;
import org.melange.spark.store.StoreFixture;
import org.melange.spark.store.StoreRestoration;
import org.melange.testing.LocalSpark;
import org.melange.testing.chat.ChatServer;
import org.melange.testing.chat.ChatServerOptions;

/** Backfills of small links tables, without a model. */
class BackfillTest {

  private static final String[] POSTS = {
    post("a", "Georgia and Tbilisi"),
    post("b", "Georgia is large"),
    "{\"post_id\":\"c\",\"text\":\"Tbilisi at night\",\"mentions\":[{\"text\":\"Tbilisi\"}]}",
    post("d", "nothing"),
    post("e", "Batumi by the sea")
  };

  @TempDir private static Path shared;

  private static KnowledgeBase before;
  private static KnowledgeBase after;

  @TempDir private Path dir;

  private StoreFixture fixture;

  @BeforeAll
  static void makeKnowledgeBases() {
    before =
        base(
            "before",
            entity("Q230", "Georgia", "country in the Caucasus"),
            entity("Q1428", "Georgia", "state of the United States of America"),
            entity("Q774", "Guatemala", "country in Central America"),
            entity("Q994", "Tbilisi", "capital of a country in the Caucasus"));
    // Batumi is new, Tbilisi was merged into Q995, and a Georgia has another description
    after =
        base(
            "after",
            entity("Q230", "Georgia", "country south of the Caucasus"),
            entity("Q1428", "Georgia", "state of the United States of America"),
            entity("Q774", "Guatemala", "country in Central America"),
            entity("Q995", "Tbilisi", "capital of a country in the Caucasus", "Q994"),
            entity("Q25475", "Batumi", "city by the sea"));
  }

  @BeforeEach
  void makeFixture() {
    fixture = StoreFixture.in(dir, "backfill.max-churn=1");
  }

  private static KnowledgeBase base(String name, String... entities) {
    return KnowledgeBase.write(
        LocalSpark.rows(Schemas.ENTITY.toDDL(), List.of(entities)),
        shared.resolve(name).toString(),
        Map.of());
  }

  @Test
  void mentionsBeyondTheLimitOfAPostFollowTheNames() {
    fixture = StoreFixture.in(dir, "mentions.max-per-post=1", "backfill.max-churn=1");
    LinkStore store = table("limited", before, post("a", "Tbilisi and Batumi"));
    assertThat(store.quarantine().count()).isZero();
    backfill(store, after).run();
    assertThat(rejected(store)).containsExactly("a too_many_mentions");
    backfill(store, before).run();
    assertThat(rejected(store)).isEmpty();
  }

  private static List<String> rejected(LinkStore store) {
    return store.quarantine().collectAsList().stream()
        .map(row -> row.getAs("post_id") + " " + row.getAs("reason"))
        .toList();
  }

  private LinkStore table(String name, KnowledgeBase base, String... records) {
    return table(name, base, MentionLinker.lexical(base.directory(), settings()), records);
  }

  private LinkStore table(
      String name, KnowledgeBase base, MentionLinker linker, String... records) {
    LinkStore store = fixture.store(dir.resolve(name).toString());
    new LinkUpdate(store, extractor(base), linker, settings()).run(fixture.input(records));
    return store;
  }

  private Settings settings() {
    return fixture.settings();
  }

  private MentionExtractor extractor(KnowledgeBase base) {
    return new MentionExtractor().setKb(base.directory()).setSettings(settings());
  }

  private Backfill backfill(LinkStore store, KnowledgeBase base) {
    return backfill(store, base, MentionLinker.lexical(base.directory(), settings()));
  }

  private Backfill backfill(LinkStore store, KnowledgeBase base, MentionLinker linker) {
    return new Backfill(store, base, Optional.of(before), extractor(base), linker, settings());
  }

  private static Map<String, String> runs(LinkStore store) {
    Map<String, String> runs = new TreeMap<>();
    for (Row row : store.links().collectAsList()) {
      runs.put(row.getAs("post_id") + " " + row.getAs("mention"), row.getAs("run_id"));
    }
    return runs;
  }

  private static List<String> withoutBase(List<String> links) {
    return links.stream().map(link -> link.replaceAll("\"kb_version\":\"\\w+\"", "")).toList();
  }

  @Test
  void linksFollowTheKnowledgeBase() {
    LinkStore store = table("table", before, POSTS);
    Map<String, String> runs = runs(store);
    Path report = dir.resolve("report");
    BackfillResult done = backfill(store, after).setReport(report.toString()).run();
    LinkStore anew = table("anew", after, POSTS);
    assertThat(withoutBase(links(store))).isEqualTo(withoutBase(links(anew)));
    assertThat(posts(store)).isEqualTo(posts(anew));
    assertThat(done.kinds()).containsEntry("new", 1L).containsEntry("merged", 2L);
    assertThat(done.churn()).isEqualTo(0.25);
    assertThat(runs(store)).hasSize(5).doesNotContainEntry("a Tbilisi", runs.get("a Tbilisi"));
    List<String> changes =
        LocalSpark.session()
            .read()
            .parquet(report.resolve("changes").toString())
            .filter(col("kind").notEqual("score"))
            .select("post_id", "kind", "qid_before", "qid_after", "causes", "causing_qids")
            .orderBy("post_id")
            .toJSON()
            .collectAsList();
    assertThat(changes)
        .containsExactly(
            "{\"post_id\":\"a\",\"kind\":\"merged\",\"qid_before\":\"Q994\",\"qid_after\":\"Q995\","
                + "\"causes\":[\"entity added\",\"entity merged\"],"
                + "\"causing_qids\":[\"Q994\",\"Q995\"]}",
            "{\"post_id\":\"c\",\"kind\":\"merged\",\"qid_before\":\"Q994\",\"qid_after\":\"Q995\","
                + "\"causes\":[\"entity added\",\"entity merged\"],"
                + "\"causing_qids\":[\"Q994\",\"Q995\"]}",
            "{\"post_id\":\"e\",\"kind\":\"new\",\"qid_after\":\"Q25475\","
                + "\"causes\":[\"entity added\"],\"causing_qids\":[\"Q25475\"]}");
  }

  @Test
  @Tag("slow")
  void anEarlierKnowledgeBaseTakesTheChangesBack() {
    LinkStore store = table("table", before, POSTS);
    List<String> links = withoutBase(links(store));
    backfill(store, after).run();
    assertThat(withoutBase(links(store))).isNotEqualTo(links);
    BackfillResult back = backfill(store, before).run();
    assertThat(back.kinds()).containsEntry("gone", 1L);
    assertThat(withoutBase(links(store))).isEqualTo(links);
  }

  @Test
  void whatWasPublishedCanBeTakenBack() {
    takeBack(false);
  }

  @Test
  @Tag("slow")
  void inACatalogItCanBeTakenBack() {
    takeBack(true);
  }

  private void takeBack(boolean catalog) {
    String name = catalog ? StoreFixture.inLake("backfill") : dir.resolve("table").toString();
    LinkStore store = fixture.store(name);
    MentionLinker linker = MentionLinker.lexical(before.directory(), settings());
    new LinkUpdate(store, extractor(before), linker, settings()).run(fixture.input(POSTS));
    List<String> links = links(store);
    List<String> posts = posts(store);
    BackfillResult done = backfill(store, after).run();
    List<String> changed = links(store);
    assertThat(changed).isNotEqualTo(links);
    assertThat(withoutBase(changed)).isEqualTo(withoutBase(links(table("anew", after, POSTS))));
    Map<String, String> plan = new StoreRestoration(store, done.before()).plan();
    assertThat(plan).hasSize(catalog ? 2 : 3).containsValue(done.before());
    assertThat(links(store)).isEqualTo(changed);
    assertThat(new StoreRestoration(store, done.before()).run(message -> {})).isEqualTo(plan);
    assertThat(links(store)).isEqualTo(links);
    assertThat(posts(store)).isEqualTo(posts);
    backfill(store, after).run();
    assertThat(withoutBase(links(store))).isEqualTo(withoutBase(changed));
    assertThatThrownBy(() -> new StoreRestoration(store, "987654").run(message -> {}))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("has no version 987654");
  }

  @Test
  @Tag("slow")
  void theSameBackfillAgainHasNothingToDo() {
    LinkStore store = table("table", before, POSTS);
    backfill(store, after).run();
    String version = store.version();
    BackfillResult again = backfill(store, after).run();
    assertThat(again.counts().posts()).isZero();
    assertThat(again.after()).isEqualTo(version);
    assertThat(store.version()).isEqualTo(version);
  }

  @Test
  @Tag("slow")
  void postsOfTheNewScopeAreLeftAsTheyAre() {
    LinkStore store = table("table", before, POSTS[0], POSTS[1]);
    table("table", after, POSTS[2], POSTS[4]);
    Map<String, String> runs = runs(store);
    BackfillResult done = backfill(store, after).run();
    assertThat(done.counts().posts()).isEqualTo(2);
    assertThat(runs(store))
        .containsEntry("c Tbilisi", runs.get("c Tbilisi"))
        .containsEntry("e Batumi", runs.get("e Batumi"));
    assertThat(posts(store))
        .isEqualTo(posts(table("anew", after, POSTS[0], POSTS[1], POSTS[2], POSTS[4])));
  }

  @Test
  @Tag("slow")
  void aPlanChangesNothing() {
    LinkStore store = table("table", before, POSTS);
    String version = store.version();
    String postsVersion = store.postsVersion();
    BackfillCounts plan = backfill(store, after).plan();
    assertThat(store.version()).isEqualTo(version);
    assertThat(store.postsVersion()).isEqualTo(postsVersion);
    assertThat(Files.exists(dir.resolve("table/_backfill"))).isFalse();
    assertThat(plan).isEqualTo(backfill(store, after).run().counts());
    assertThat(plan.relink()).isEqualTo(4);
    assertThat(plan.added()).isEqualTo(1);
  }

  @Test
  void moreChangesThanAllowedPublishNothing() {
    LinkStore store = table("table", before, POSTS);
    String version = store.version();
    List<String> links = links(store);
    fixture = StoreFixture.in(dir, "backfill.max-churn=0.2");
    assertThatThrownBy(() -> backfill(store, after).setReport(dir.resolve("r").toString()).run())
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.REJECTED))
        .hasMessageContaining("25.00 %");
    assertThat(store.version()).isEqualTo(version);
    assertThat(links(store)).isEqualTo(links);
    assertThat(dir.resolve("r/changes")).isDirectory();
    fixture = StoreFixture.in(dir, "backfill.max-churn=0.25");
    BackfillResult done = backfill(store, after).run();
    assertThat(done.resumed()).isTrue();
    assertThat(done.kinds()).containsEntry("new", 1L);
  }

  @Test
  void anotherLeastConfidenceNeedsNoScores() {
    LinkStore store = table("table", before, POSTS);
    fixture = StoreFixture.in(dir, "link.min-confidence=0.6", "backfill.max-churn=1");
    LinkStore strict = table("strict", before, POSTS);
    assertThat(strict.links().filter(col("qid").isNull()).count()).isBetween(1L, 3L);
    BackfillResult done = backfill(store, before).run();
    assertThat(done.counts().linking()).isZero();
    assertThat(done.counts().rule()).isEqualTo(4);
    assertThat(done.causes()).containsOnlyKeys("calibration");
    assertThat(links(store)).isEqualTo(links(strict));
    assertThat(posts(store)).isEqualTo(posts(strict));
  }

  /** A linker whose links depend on their keys alone, as those of a model by names do. */
  private MentionLinker byKey(KnowledgeBase base) {
    MentionLinker lexical = MentionLinker.lexical(base.directory(), settings());
    return new MentionLinker() {
      @Override
      public LinkScope scope() {
        return lexical.scope();
      }

      @Override
      public NilThreshold rule() {
        return lexical.rule();
      }

      @Override
      public boolean dependsOnAllEntities() {
        return false;
      }

      @Override
      public Dataset<Row> prepare(Dataset<Row> mentions) {
        return lexical.prepare(mentions).withColumn("input_key", col("mention"));
      }

      @Override
      public Dataset<Row> link(Dataset<Row> mentions) {
        return lexical.link(mentions);
      }
    };
  }

  @Test
  void aMentionThatIsRenumberedKeepsItsLink() {
    KnowledgeBase without =
        base(
            "without",
            entity("Q230", "Guatemala", "country in the Caucasus"),
            entity("Q994", "Tbilisi", "capital of a country in the Caucasus"));
    LinkStore store = table("table", before, byKey(before), POSTS);
    Map<String, String> runs = runs(store);
    assertThat(ids(store)).containsEntry("a Tbilisi", "1");
    fixture = StoreFixture.in(dir, "backfill.max-churn=1", "backfill.verify-sample=0");
    BackfillResult done = backfill(store, without, byKey(without)).run();
    assertThat(done.counts().moved()).isEqualTo(1);
    assertThat(done.counts().gone()).isEqualTo(2);
    assertThat(done.counts().linking()).isZero();
    assertThat(ids(store)).hasSize(2).containsEntry("a Tbilisi", "0");
    assertThat(runs(store)).containsEntry("a Tbilisi", runs.get("a Tbilisi"));
  }

  private static Map<String, String> ids(LinkStore store) {
    Map<String, String> ids = new TreeMap<>();
    for (Row row : store.links().collectAsList()) {
      ids.put(row.getAs("post_id") + " " + row.getAs("mention"), row.getAs("mention_id"));
    }
    return ids;
  }

  @Test
  @Tag("slow")
  void currentLinksThatComeOutDifferentPublishNothing() {
    LinkStore store = table("table", before, byKey(before), POSTS);
    LocalSpark.session().sql("UPDATE delta.`" + store.root() + "/links` SET score = score + 1");
    String version = store.version();
    Path report = dir.resolve("report");
    assertThatThrownBy(
            () -> backfill(store, after, byKey(after)).setReport(report.toString()).run())
        .isInstanceOf(JobException.class)
        .hasMessageContaining("differ when they are made again");
    assertThat(store.version()).isEqualTo(version);
    assertThat(report.resolve("changes")).isDirectory();
    assertThat(report.resolve("report.html"))
        .content()
        .contains("Nothing was published: 4 of 4 links that should be current differ");
  }

  @Test
  @Tag("slow")
  void postsOfAnEarlierReleaseAreGivenAgain() throws IOException {
    LinkStore now = table("now", before, POSTS);
    earlierRelease(now, "links", "input_key", "confidence_features");
    earlierRelease(now, "posts", "record", "calibration_version");
    earlierRelease(now, "quarantine");
    LinkStore store = LinkStore.open(LocalSpark.session(), dir.resolve("table").toString());
    assertThatThrownBy(() -> backfill(store, after).run())
        .isInstanceOf(JobException.class)
        .hasMessageContaining("content of 5 posts")
        .hasMessageContaining("--posts");
    Path records = fixture.write(POSTS);
    PostInput input = new PostInput(PostFormat.JSONL, records.toString(), 100_000, 2);
    backfill(store, after).setRecords(input.records(LocalSpark.session(), input.files())).run();
    LinkStore anew = table("anew", after, POSTS);
    assertThat(withoutBase(links(store))).isEqualTo(withoutBase(links(anew)));
    // the content of posts is kept from now on
    assertThat(posts(store)).isEqualTo(posts(anew));
  }

  private void earlierRelease(LinkStore from, String part, String... absent) {
    SparkSession spark = LocalSpark.session();
    String path = dir.resolve("table").resolve(part).toString();
    spark
        .read()
        .format("delta")
        .load(from.root() + "/" + part)
        .drop(absent)
        .write()
        .format("delta")
        .mode(SaveMode.ErrorIfExists)
        .partitionBy("bucket")
        .save(path);
    spark.sql(
        "ALTER TABLE delta.`"
            + path
            + "` SET TBLPROPERTIES ('melange.schema-version' = '1', 'melange.buckets' = '2')");
  }

  @Test
  void imagesInsideOfRecordsAreNotKept() {
    String inline = "{\"post_id\":\"x\",\"text\":\"Tbilisi\",\"images\":[{\"bytes\":\"aGk=\"}]}";
    LinkStore store = table("table", before, inline);
    assertThat(store.posts().first().<Row>getAs("record").<Object>getAs("text"))
        .isEqualTo("Tbilisi");
    assertThatThrownBy(() -> backfill(store, after).plan())
        .isInstanceOf(JobException.class)
        .hasMessageContaining("content of 1 posts");
  }

  /** As if the process had ended there. */
  private static final class Stopped extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  @ParameterizedTest
  @CsvSource({"changes, false", "after links, true"})
  void theNextRunFinishesWhatAStoppedOneBegan(String step, boolean published) throws IOException {
    Described described = Described.get(this);
    StoreFixture.copy(described.prepared, dir);
    fixture = described.fixture(dir);
    LinkStore store = LinkStore.open(LocalSpark.session(), dir.resolve("table").toString());
    String version = store.version();
    List<String> links = links(store);
    Backfill stopped =
        backfill(store, after)
            .setListener(
                new BackfillListener() {
                  @Override
                  public void step(String name) {
                    if (name.equals(step)) {
                      throw new Stopped();
                    }
                  }
                });
    long questions = described.service.counts().requests();
    assertThatThrownBy(stopped::run).isInstanceOf(Stopped.class);
    assertThat(store.version().equals(version)).isNotEqualTo(published);
    assertThat(links(store).equals(links)).isNotEqualTo(published);
    backfill(store, after).run();
    assertThat(described.service.counts().requests() - questions)
        .as("questions")
        .isEqualTo(described.questions);
    assertThat(withoutBase(links(store))).isEqualTo(described.links);
    assertThat(posts(store)).isEqualTo(described.posts);
  }

  @Test
  @Tag("slow")
  void withoutAnswersNothingIsPublished() throws IOException {
    Described described = Described.get(this);
    StoreFixture.copy(described.prepared, dir);
    fixture =
        described.fixture(
            dir, "enrich.budget-usd=0.000001", "enrich.input-usd-per-million-tokens=10");
    LinkStore store = LinkStore.open(LocalSpark.session(), dir.resolve("table").toString());
    String version = store.version();
    assertThatThrownBy(() -> backfill(store, after).run())
        .isInstanceOf(JobException.class)
        .hasMessageContaining("were not answered: nothing was published");
    assertThat(store.version()).isEqualTo(version);
    fixture = described.fixture(dir);
    backfill(store, after).run();
    assertThat(withoutBase(links(store))).isEqualTo(described.links);
  }

  /** A table whose descriptions a language model chose, and what a backfill makes of it. */
  private static final class Described {
    private static Described known;
    private final ChatServer service = ChatServer.start(ChatServerOptions.plain());
    private final Path prepared = shared.resolve("prepared");
    private List<String> links;
    private List<String> posts;
    private long questions;

    static synchronized Described get(BackfillTest test) throws IOException {
      if (known == null) {
        Described made = new Described();
        made.make(test);
        known = made;
      }
      return known;
    }

    private void make(BackfillTest test) throws IOException {
      test.fixture = fixture(Files.createDirectories(prepared));
      LinkStore store = test.fixture.store(prepared.resolve("table").toString());
      MentionLinker linker = MentionLinker.lexical(before.directory(), test.settings());
      new LinkUpdate(store, test.extractor(before), linker, test.settings())
          .run(test.fixture.input(POSTS));
      Path undisturbed = Files.createDirectories(shared.resolve("undisturbed"));
      StoreFixture.copy(prepared, undisturbed);
      test.fixture = fixture(undisturbed);
      LinkStore copy =
          LinkStore.open(LocalSpark.session(), undisturbed.resolve("table").toString());
      long asked = service.counts().requests();
      test.backfill(copy, after).run();
      questions = service.counts().requests() - asked;
      assertThat(questions).isPositive();
      links = withoutBase(links(copy));
      posts = posts(copy);
    }

    StoreFixture fixture(Path directory, String... more) {
      return StoreFixture.in(
          directory,
          Stream.concat(
                  Stream.of(
                      "backfill.max-churn=1",
                      "enrich.endpoint=" + service.base(),
                      "enrich.model=test",
                      "enrich.answer-store=" + directory.resolve("answers")),
                  Stream.of(more))
              .toArray(String[]::new));
    }
  }

  @AfterAll
  static void stopService() {
    if (Described.known != null) {
      Described.known.service.close();
      Described.known = null;
    }
  }
}
