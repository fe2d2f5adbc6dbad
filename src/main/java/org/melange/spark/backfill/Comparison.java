package org.melange.spark.backfill;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.exists;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.when;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
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
 * mention_id}, others by their text and place.
 *
 * @param store the table
 * @param extractor finds mentions, with the knowledge base of now
 * @param linker links them now
 * @param records posts for those that the table does not keep, rows of {@code
 *     ParsedPostCodec.SCHEMA}
 */
record Comparison(
    LinkStore store,
    MentionExtractor extractor,
    MentionLinker linker,
    Optional<Dataset<Row>> records) {

  /** The link that the table has; null for a new mention. */
  static final String OLD = "old";

  /** One of {@link Change}. */
  static final String CHANGE = "change";

  /** Why a mention is compared: {@link Cause}s that follow from the scope of its post. */
  static final String SCOPE_CAUSES = "scope_causes";

  /** Columns of a link that is compared. */
  private static final String[] BEFORE = {
    "_post",
    "_old_identity",
    "_old_id",
    "_old_inputs",
    "_old_causes",
    "_old_key",
    "_old_lacks_evidence"
  };

  private static final String PREVIOUS = "previous_candidates";
  private static final String TABLE = "_table";
  private static final String IDENTITY = "_identity";
  private static final String GIVEN = "_given";
  private static final String INPUTS = "_inputs";
  private static final String RULE = "_rule";

  /** The posts that were linked with another scope, with columns that say what differs. */
  Dataset<Row> posts() {
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
        .withColumn("_base", base)
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

  /** How many posts of {@link #posts()} are to be compared, though their content is not known. */
  long incomplete(Dataset<Row> posts) {
    return withRecords(posts).filter(not(complete())).isEmpty()
        ? 0
        : marked(posts).filter(col(INPUTS).and(not(complete()))).count();
  }

  /** The posts of {@link #posts()} that have an image with a relative address. */
  Dataset<Row> withRelativeImages(Dataset<Row> posts) {
    return posts.filter(
        exists(
            col("record.images"),
            image -> not(image.getField("uri").rlike("^[A-Za-z][A-Za-z0-9+.-]*:"))));
  }

  /** Posts with their content. Those with a link whose evidence is not known are compared, too. */
  private Dataset<Row> marked(Dataset<Row> posts) {
    Dataset<Row> withoutEvidence =
        store
            .links()
            .filter(col("confidence_features").isNull().and(size(col("candidates")).gt(0)))
            .select(col("post_id").as("_id"))
            .distinct();
    return withRecords(posts)
        .join(withoutEvidence, col("post_id").equalTo(col("_id")), "left")
        .withColumn(INPUTS, col(INPUTS).or(col("_id").isNotNull()))
        .drop("_id");
  }

  private static Column complete() {
    return col("record")
        .isNotNull()
        .and(not(exists(col("record.images"), image -> unknown(image))));
  }

  private static Column unknown(Column image) {
    return image.getField("uri").isNull().and(image.getField("bytes").isNull());
  }

  /** Posts with {@code record} as in {@link Schemas#POST}. */
  private Dataset<Row> withRecords(Dataset<Row> posts) {
    Dataset<Row> kept =
        posts.withColumn(
            "record",
            when(
                col("record").isNotNull(),
                struct(
                    col("record.text").as("text"),
                    col("record.mentions").as("mentions"),
                    StoreSchemas.images(coalesce(col("record.images"), array())).as("images"),
                    col("record.extra").as("extra"))));
    return records.isEmpty()
        ? kept
        : withGiven(kept)
            .withColumn("record", when(complete(), col("record")).otherwise(col("_record")))
            .drop("_record");
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

  /** The posts of {@link #posts()} with the {@code record} that the table is to have. */
  Dataset<Row> withStoredRecords() {
    Dataset<Row> posts = posts();
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
   * Every mention of the posts, as it is now and as the table has it: the columns that {@link
   * MentionLinker#link} takes (null for {@link Change#GONE}), {@link #OLD}, {@link #CHANGE} and
   * {@link #SCOPE_CAUSES}.
   *
   * @param posts of {@link #posts()}
   */
  Dataset<Row> mentions(Dataset<Row> posts) {
    return compared(posts, StoreSchemas.LINKS.fieldNames());
  }

  /**
   * {@link #CHANGE} and {@code images} of every mention, which takes less than {@link #mentions}.
   */
  Dataset<Row> changes(Dataset<Row> posts) {
    return compared(posts, "post_id").select(CHANGE, "images");
  }

  /**
   * Compares mentions.
   *
   * @param columns of links in {@link #OLD}
   */
  private Dataset<Row> compared(Dataset<Row> posts, String... columns) {
    Dataset<Row> marked = marked(posts);
    Dataset<Row> now = now(marked.filter(INPUTS));
    Dataset<Row> before = before(store.links(), marked, columns);
    Dataset<Row> joined =
        now.join(
            before,
            col("post_id").equalTo(col("_post")).and(col(IDENTITY).equalTo(col("_old_identity"))),
            "full_outer");
    return joined
        .withColumn(CHANGE, change())
        .withColumn(PREVIOUS, previous(columns))
        .withColumn(SCOPE_CAUSES, coalesce(col(SCOPE_CAUSES), col("_old_causes")))
        .drop(IDENTITY, "_base", RULE, TABLE)
        .drop(BEFORE);
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
            col("_base"),
            col(RULE),
            col("entity_table_version").as(TABLE),
            col(SCOPE_CAUSES));
    Dataset<Row> mentions =
        extractor.transform(input).withColumn(IDENTITY, identity(col(GIVEN))).drop(GIVEN);
    Dataset<Row> prepared = linker.prepare(mentions);
    return Arrays.asList(prepared.columns()).contains("input_key")
        ? prepared
        : prepared.withColumn("input_key", lit(null).cast("string"));
  }

  private Dataset<Row> before(Dataset<Row> links, Dataset<Row> posts, String... columns) {
    Dataset<Row> scoped =
        posts.select(
            col("post_id").as("_post"),
            coalesce(col("record.mentions").isNotNull(), lit(true)).as(GIVEN),
            col(INPUTS).as("_old_inputs"),
            col(SCOPE_CAUSES).as("_old_causes"));
    Column lacksEvidence = col("confidence_features").isNull().and(size(col("candidates")).gt(0));
    Column[] old = Arrays.stream(columns).map(links::col).toArray(Column[]::new);
    return links
        .join(scoped, links.col("post_id").equalTo(col("_post")))
        .select(
            col("_post"),
            identity(col(GIVEN)).as("_old_identity"),
            col("mention_id").as("_old_id"),
            col("_old_inputs"),
            col("_old_causes"),
            col("input_key").as("_old_key"),
            lacksEvidence.as("_old_lacks_evidence"),
            struct(old).as(OLD));
  }

  /** The best entities of a mention that is the same, for links with the earlier entity table. */
  private Column previous(String... columns) {
    Column none = lit(null).cast("array<string>");
    Optional<String> version = linker.previousTableVersion();
    if (version.isEmpty() || !Arrays.asList(columns).contains("candidates")) {
      return none;
    }
    Column qids =
        transform(col(OLD).getField("candidates"), candidate -> candidate.getField("qid"));
    return when(
            col("_old_key").equalTo(col("input_key")).and(col(TABLE).equalTo(version.get())), qids)
        .otherwise(none);
  }

  private static Column identity(Column given) {
    return when(given, concat(lit("="), col("mention_id")))
        .otherwise(concat_ws(" ", col("span_start"), col("span_end"), col("mention")));
  }

  private Column change() {
    Column sameInputs =
        col("input_key")
            .isNotNull()
            .and(col("_old_key").eqNullSafe(col("input_key")))
            .and(linker.dependsOnAllEntities() ? not(col("_base")) : lit(true));
    return when(col("_old_inputs").equalTo(false), Change.RULE)
        .when(col("post_id").isNull(), Change.GONE)
        .when(col("_post").isNull(), Change.NEW)
        .when(not(sameInputs).or(col(RULE).and(col("_old_lacks_evidence"))), Change.RELINK)
        .when(col(RULE), Change.RULE)
        .when(col("_old_id").notEqual(col("mention_id")), Change.MOVED)
        .otherwise(Change.CURRENT);
  }
}
