package org.melange.spark.backfill;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.exists;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.when;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.melange.corpus.Rejection;
import org.melange.spark.io.JobDescription;
import org.melange.spark.kb.MentionExtractor;
import org.melange.spark.link.MentionLinker;
import org.melange.spark.row.Schemas;
import org.melange.spark.store.LinkStore;
import org.melange.spark.store.PostStates;
import org.melange.spark.store.StoreSchemas;

/**
 * Compares the links of a table with what their inputs are now.
 *
 * <p>Only posts whose scope differs are looked at. Their mentions are found again where the posts
 * came without mentions. A mention of a post with given mentions is identified by {@code
 * mention_id}, others by their text and place. Links are compared by their keys alone, so that the
 * contents of links that are current are not moved. Not thread-safe.
 */
final class Comparison {

  /** The link that the table has; null for a new mention. */
  static final String OLD = "old";

  /** One of {@link Change}. */
  static final String CHANGE = "change";

  /** Why a mention is compared: {@link Cause}s that follow from the scope of its post. */
  static final String SCOPE_CAUSES = "scope_causes";

  /** Up to so many links are picked from the table by their identifiers in memory. */
  private static final long MOST_BROADCAST = 500_000;

  private static final String PREVIOUS = "previous_candidates";
  private static final String TABLE = "_table";
  private static final String IDENTITY = "_identity";
  private static final String GIVEN = "_given";
  private static final String INPUTS = "_inputs";
  private static final String RULE = "_rule";
  private static final String BASE = "_base";
  private static final String OLD_POST = "_old_post";
  private static final String OLD_ID = "_old_id";
  private static final String OLD_KEY = "_old_key";
  private static final String OLD_IDENTITY = "_old_identity";
  private static final String LACKS_EVIDENCE = "_lacks_evidence";

  private final LinkStore store;
  private final MentionExtractor extractor;
  private final MentionLinker linker;
  private final Optional<Dataset<Row>> records;
  private Totals totals;
  private boolean lacksEvidence;

  /**
   * A comparison.
   *
   * @param store the table
   * @param extractor finds mentions, with the knowledge base of now
   * @param linker links them now
   * @param records posts for those that the table does not keep, rows of {@code
   *     ParsedPostCodec.SCHEMA}
   */
  Comparison(
      LinkStore store,
      MentionExtractor extractor,
      MentionLinker linker,
      Optional<Dataset<Row>> records) {
    this.store = store;
    this.extractor = extractor;
    this.linker = linker;
    this.records = records;
  }

  /**
   * The posts that were linked with another scope.
   *
   * @param posts all of them
   * @param mentions the mentions that the table has of them
   * @param compared posts whose mentions are compared
   * @param ruled mentions of the other posts: only the rule that keeps links differs
   * @param reruled posts of another rule
   * @param rebased posts of another knowledge base or entity table
   * @param incomplete compared posts whose content the table does not have
   */
  record Totals(
      long posts,
      long mentions,
      long compared,
      long ruled,
      long reruled,
      long rebased,
      long incomplete) {}

  /** Counts the posts of other scopes. */
  Totals totals() {
    if (totals == null) {
      totals = counted(scoped(), complete());
      if (totals.reruled() > 0) {
        lacksEvidence = !withoutEvidence().isEmpty();
        totals = lacksEvidence ? counted(posts(), complete()) : totals;
      }
      if (totals.incomplete() > 0 && records.isPresent()) {
        totals = counted(withRecords(posts()), col("record").isNotNull());
      }
    }
    return totals;
  }

  private Totals counted(Dataset<Row> posts, Column complete) {
    Column mentions = coalesce(col("mentions"), lit(0));
    Row row =
        JobDescription.during(
            store.spark(),
            "Count the posts of other scopes",
            () ->
                posts
                    .agg(
                        count(lit(1)),
                        total(mentions),
                        count(when(col(INPUTS), 1)),
                        total(when(not(col(INPUTS)), mentions)),
                        count(when(col(RULE), 1)),
                        count(when(col(BASE), 1)),
                        count(when(col(INPUTS).and(not(complete)), 1)))
                    .first());
    return new Totals(
        row.getLong(0),
        row.getLong(1),
        row.getLong(2),
        row.getLong(3),
        row.getLong(4),
        row.getLong(5),
        row.getLong(6));
  }

  private static Column total(Column values) {
    return coalesce(sum(values), lit(0L));
  }

  /** Columns that say what differs: {@link #INPUTS}, {@link #RULE}, {@link #BASE} and causes. */
  private Dataset<Row> scoped() {
    Map<String, String> now = linker.scope().columns();
    Column model = differs("model_version", now);
    Column settings = differs("settings_version", now);
    Column base = differs("kb_version", now).or(differs("entity_table_version", now));
    Column rule = differs("calibration_version", now);
    return store
        .posts()
        .filter(col("state").isin(PostStates.LINKED, PostStates.NO_MENTIONS))
        .withColumn(INPUTS, model.or(settings).or(base))
        .withColumn(RULE, rule)
        .withColumn(BASE, base)
        .withColumn(
            SCOPE_CAUSES,
            concat(
                when(model, array(lit(Cause.MODEL))).otherwise(none()),
                when(settings, array(lit(Cause.SETTINGS))).otherwise(none()),
                when(rule, array(lit(Cause.CALIBRATION))).otherwise(none())))
        .filter(col(INPUTS).or(col(RULE)));
  }

  private static Column none() {
    return array().cast("array<string>");
  }

  private static Column differs(String column, Map<String, String> now) {
    return not(col(column).eqNullSafe(now.get(column)));
  }

  /** Links of which another confidence cannot be computed from what the table has. */
  private Dataset<Row> withoutEvidence() {
    return store.links().filter(lacksEvidence());
  }

  private static Column lacksEvidence() {
    return col("confidence_features").isNull().and(col("score").isNotNull());
  }

  /** The posts of other scopes. Those with a link whose evidence is not known are compared. */
  private Dataset<Row> posts() {
    if (!lacksEvidence) {
      return scoped();
    }
    Dataset<Row> lacking = withoutEvidence().select(col("post_id").as("_id")).distinct();
    return scoped()
        .join(lacking, col("post_id").equalTo(col("_id")), "left")
        .withColumn(INPUTS, col(INPUTS).or(col("_id").isNotNull()))
        .drop("_id");
  }

  /** Whether a post of another scope has an image with a relative address. */
  boolean hasRelativeImages() {
    return !scoped()
        .filter(
            exists(
                col("record.images"),
                image -> not(image.getField("uri").rlike("^[A-Za-z][A-Za-z0-9+.-]*:"))))
        .isEmpty();
  }

  private static Column complete() {
    return col("record")
        .isNotNull()
        .and(not(exists(col("record.images"), image -> image.getField("uri").isNull())));
  }

  /** Posts with {@code record} as in {@link Schemas#POST}. */
  private Dataset<Row> withRecords(Dataset<Row> posts) {
    Column kept =
        when(
            complete(),
            struct(
                col("record.text").as("text"),
                col("record.mentions").as("mentions"),
                StoreSchemas.images(coalesce(col("record.images"), array())).as("images"),
                col("record.extra").as("extra")));
    return records.isEmpty()
        ? posts.withColumn("record", kept)
        : withGiven(posts).withColumn("record", coalesce(kept, col("_record"))).drop("_record");
  }

  /** Adds {@code _record}, the content of posts that are given. */
  private Dataset<Row> withGiven(Dataset<Row> posts) {
    Dataset<Row> given =
        records
            .orElseThrow()
            .filter(col("record_kind").equalTo("post"))
            .select(
                col("post_id").as("_id"),
                col("record_hash").as("_hash"),
                struct(col("text"), col("mentions"), col("images"), col("extra")).as("_record"))
            .dropDuplicates("_id", "_hash");
    return posts
        .join(
            given,
            col("post_id").equalTo(col("_id")).and(col("post_hash").equalTo(col("_hash"))),
            "left")
        .drop("_id", "_hash");
  }

  /** The posts of other scopes, with the {@code record} that the table is to have. */
  Dataset<Row> withStoredRecords() {
    Dataset<Row> posts = scoped().drop(INPUTS, RULE, BASE, SCOPE_CAUSES);
    if (records.isEmpty()) {
      return posts.drop("record");
    }
    Column given =
        StoreSchemas.record(
            col("_record.text"),
            col("_record.mentions"),
            coalesce(col("_record.images"), array()),
            col("_record.extra"));
    return withGiven(posts)
        .withColumn("record", coalesce(col("record"), when(col("_record").isNotNull(), given)))
        .drop("_record");
  }

  /**
   * Every mention of the posts that are compared: the columns of {@link MentionLinker#withKeys}
   * (null for {@link Change#GONE}), {@link #CHANGE}, {@link #SCOPE_CAUSES}, and columns for {@link
   * #withOld}.
   */
  Dataset<Row> mentions() {
    Dataset<Row> posts = withRecords(posts()).filter(INPUTS);
    Dataset<Row> now = now(posts);
    Dataset<Row> before = before(posts);
    Column same =
        col("post_id").equalTo(col(OLD_POST)).and(col(IDENTITY).equalTo(col(OLD_IDENTITY)));
    Dataset<Row> gone =
        before
            .join(now.select("post_id", IDENTITY), same, "left_anti")
            .withColumn(CHANGE, lit(Change.GONE));
    Dataset<Row> prepared =
        linker.withKeys(now.join(before.drop(SCOPE_CAUSES), same, "left").drop(OLD_IDENTITY));
    return prepared
        .withColumn(CHANGE, change(keyed(prepared)))
        .unionByName(gone.drop(OLD_IDENTITY), true)
        .drop(IDENTITY, BASE, RULE, LACKS_EVIDENCE, OLD_KEY);
  }

  private Dataset<Row> now(Dataset<Row> posts) {
    Dataset<Row> input =
        posts.select(
            col("post_id"),
            col("record.text").as("text"),
            col("record.mentions").as("mentions"),
            col("record.images").as("images"),
            col("record.extra").as("extra"),
            col("post_hash"),
            col("record.mentions").isNotNull().as(GIVEN),
            col(BASE),
            col(RULE),
            col("entity_table_version").as(TABLE),
            col(SCOPE_CAUSES));
    return extractor.transform(input).withColumn(IDENTITY, identity(col(GIVEN))).drop(GIVEN);
  }

  /** What tells links apart and whether they are current. */
  private Dataset<Row> before(Dataset<Row> posts) {
    Dataset<Row> scopes =
        posts.select(
            col("post_id").as(OLD_POST),
            coalesce(col("record.mentions").isNotNull(), lit(true)).as(GIVEN),
            col(SCOPE_CAUSES));
    return store
        .links()
        .select(
            col("post_id"),
            col("mention_id"),
            col("mention"),
            col("span_start"),
            col("span_end"),
            col("input_key").as(OLD_KEY),
            lacksEvidence().as(LACKS_EVIDENCE))
        .join(scopes, col("post_id").equalTo(col(OLD_POST)))
        .select(
            col(OLD_POST),
            col("mention_id").as(OLD_ID),
            identity(col(GIVEN)).as(OLD_IDENTITY),
            col(OLD_KEY),
            col(LACKS_EVIDENCE),
            col(SCOPE_CAUSES));
  }

  private static Column identity(Column given) {
    return when(given, concat(lit("="), col("mention_id")))
        .otherwise(concat_ws(" ", col("span_start"), col("span_end"), col("mention")));
  }

  /** Without a key, inputs are not known to be the same. */
  private Column keyed(Dataset<Row> prepared) {
    if (!Arrays.asList(prepared.columns()).contains("input_key")) {
      return lit(false);
    }
    Column same = col("input_key").isNotNull().and(col(OLD_KEY).eqNullSafe(col("input_key")));
    return linker.dependsOnAllEntities() ? same.and(not(col(BASE))) : same;
  }

  private static Column change(Column sameInputs) {
    return when(col(OLD_POST).isNull(), Change.NEW)
        .when(not(sameInputs).or(col(RULE).and(col(LACKS_EVIDENCE))), Change.RELINK)
        .when(col(RULE), Change.RULE)
        .when(col(OLD_ID).notEqual(col("mention_id")), Change.MOVED)
        .otherwise(Change.CURRENT);
  }

  /**
   * Adds {@link #OLD}.
   *
   * @param mentions of {@link #mentions}, some of them
   * @param count how many
   */
  Dataset<Row> withOld(Dataset<Row> mentions, long count) {
    Dataset<Row> links = store.links();
    Dataset<Row> old =
        links.select(
            col("post_id").as("_post"),
            col("mention_id").as("_id"),
            LinkChanges.whole(links).as(OLD));
    Column key = col("_post").equalTo(col(OLD_POST)).and(col("_id").equalTo(col(OLD_ID)));
    if (count <= MOST_BROADCAST) {
      old = old.join(broadcast(mentions.select(OLD_POST, OLD_ID)), key, "left_semi");
    }
    return mentions
        .join(old, key, "left")
        .withColumn(PREVIOUS, previous(Arrays.asList(mentions.columns())))
        .drop("_post", "_id", OLD_POST, OLD_ID, TABLE);
  }

  /** The best entities of a mention that is the same, for links with the earlier entity table. */
  private Column previous(List<String> columns) {
    Column unknown = lit(null).cast("array<string>");
    Optional<String> version = linker.previousTableVersion();
    if (version.isEmpty() || !columns.contains("input_key")) {
      return unknown;
    }
    Column same = col(OLD).getField("input_key").equalTo(col("input_key"));
    return when(
            same.and(col(TABLE).equalTo(version.get())),
            transform(col(OLD).getField("candidates"), entity -> entity.getField("qid")))
        .otherwise(unknown);
  }

  /**
   * The links of posts that are not compared, by the rule of now: rows of {@link
   * LinkChanges#STAGED} that differ.
   */
  Dataset<Row> ruled(ApplyRule rule) {
    Dataset<Row> posts =
        posts().filter(not(col(INPUTS))).select(col("post_id").as("_post"), col(SCOPE_CAUSES));
    Dataset<Row> links = store.links();
    return links
        .select(
            lit(Change.RULE).as(CHANGE),
            LinkChanges.whole(links).as(OLD),
            col("mention_id"),
            none().as(SCOPE_CAUSES))
        .map(rule, Encoders.row(LinkChanges.STAGED))
        .filter(LinkChanges.differs())
        .drop(SCOPE_CAUSES)
        .join(posts, col("old.post_id").equalTo(col("_post")))
        .select(LinkChanges.STAGED.fieldNames()[0], tail(LinkChanges.STAGED.fieldNames()));
  }

  /**
   * The mentions of compared posts that are beyond the limit of a post: {@code post_id} and the
   * columns of {@link Schemas#REJECTION}.
   *
   * @param states of posts, with the mentions that they have now
   */
  Dataset<Row> excess(Dataset<Row> states) {
    Dataset<Row> full =
        states.filter(col("mentions").geq(mostMentions())).select(col("post_id").as("_full"));
    Dataset<Row> posts =
        withRecords(posts().filter(INPUTS))
            .join(full, col("post_id").equalTo(col("_full")), "left_semi")
            .select("post_id", "record.text", "record.mentions");
    return extractor.rejections(
        extractor
            .find(posts, "_found")
            .withColumn("mentions", coalesce(col("mentions"), col("_found"))));
  }

  /** The most mentions of a post. */
  int mostMentions() {
    return (Integer) extractor.getOrDefault(extractor.maxPerPost());
  }

  /** What the quarantine has of mentions of compared posts beyond the limit. */
  Dataset<Row> earlierExcess() {
    Dataset<Row> compared = posts().filter(INPUTS).select(col("post_id").as("_post"));
    return store
        .quarantine()
        .filter(col("reason").equalTo(Rejection.Reason.TOO_MANY_MENTIONS.code()))
        .join(compared, col("post_id").equalTo(col("_post")), "left_semi");
  }

  private static String[] tail(String... names) {
    return Arrays.copyOfRange(names, 1, names.length);
  }
}
