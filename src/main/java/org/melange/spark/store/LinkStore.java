package org.melange.spark.store;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.melange.run.JobException;
import org.melange.spark.io.HadoopFiles;
import org.melange.spark.io.OutputLease;
import org.melange.spark.io.PathResolver;

/**
 * A links table with its tables of posts and rejected records.
 *
 * <p>Its name is a directory or a table of a catalog. In a directory there are three Delta tables:
 * {@code links}, {@code posts} and {@code quarantine}. In a catalog, the names of the other two
 * have the suffixes {@code _posts} and {@code _quarantine}.
 */
public final class LinkStore {

  /** In rows of changes: whether the row with this key is deleted. */
  public static final String GONE = StoredTable.GONE;

  /** The version of the schemas, a property of every table. */
  static final int SCHEMA_VERSION = 2;

  private static final String SCHEMA_PROPERTY = "melange.schema-version";
  private static final String BUCKETS_PROPERTY = "melange.buckets";
  private static final String PLAN = "_plan";
  private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_]\\w*(\\.[A-Za-z_]\\w*)+");

  private final String name;
  private final String root;
  private final StoredTable links;
  private final StoredTable posts;
  private final StoredTable quarantine;
  private final int buckets;

  /** Creates the tables; null if they exist. */
  private TableCreation creation;

  /** Whether the tables have an earlier version of the schemas. */
  private boolean outdated;

  private LinkStore(
      String name, String root, List<StoredTable> tables, int buckets, TableCreation creation) {
    this.name = name;
    this.root = root;
    this.links = tables.get(0);
    this.posts = tables.get(1);
    this.quarantine = tables.get(2);
    this.buckets = buckets;
    this.creation = creation;
  }

  /**
   * Opens a store.
   *
   * @param name a directory, or a table of a catalog such as {@code lake.db.links}
   * @throws JobException if there is none, or it has another schema version
   */
  public static LinkStore open(SparkSession spark, String name) {
    List<StoredTable> tables = tables(spark, name);
    if (!tables.get(0).exists()) {
      throw JobException.input(name + " holds no links table: annotate --into creates one");
    }
    return opened(name, tables);
  }

  /**
   * The directory of a store, for its lease. A store in a catalog is created if it does not exist,
   * because the catalog chooses the directory.
   *
   * @param buckets the number of parts of tables that are created
   */
  public static String directory(SparkSession spark, String name, int buckets) {
    if (!inCatalog(spark, name)) {
      return PathResolver.absolute(name);
    }
    return create(spark, name, buckets).root;
  }

  /**
   * Opens a store, and creates it if it does not exist.
   *
   * @param buckets the number of parts of tables that are created
   * @throws JobException if it has another schema version
   */
  public static LinkStore create(SparkSession spark, String name, int buckets) {
    LinkStore store = createInBackground(spark, name, buckets);
    store.awaitTables();
    return store;
  }

  /**
   * Opens a store as {@link #create} does. Tables in a directory are created while the caller goes
   * on. The first use of a table waits for that.
   *
   * @param buckets the number of parts of tables that are created
   * @throws JobException if it has another schema version
   */
  public static LinkStore createInBackground(SparkSession spark, String name, int buckets) {
    List<StoredTable> tables = tables(spark, name);
    if (tables.get(0).exists()) {
      return opened(name, tables);
    }
    if (inCatalog(spark, name)) {
      create(tables, buckets);
      return opened(name, tables);
    }
    TableCreation creation = TableCreation.start(() -> create(tables, buckets));
    return new LinkStore(name, PathResolver.absolute(name), tables, buckets, creation);
  }

  private static void create(List<StoredTable> tables, int buckets) {
    Map<String, String> properties =
        Map.of(
            SCHEMA_PROPERTY, Integer.toString(SCHEMA_VERSION),
            BUCKETS_PROPERTY, Integer.toString(buckets));
    List<StructType> schemas =
        List.of(StoreSchemas.LINKS, StoreSchemas.POSTS, StoreSchemas.QUARANTINE);
    // Links last: a store whose links exist is complete.
    for (int i = tables.size() - 1; i >= 0; i--) {
      if (!tables.get(i).exists()) {
        tables.get(i).create(schemas.get(i), properties);
      }
    }
  }

  private static LinkStore opened(String name, List<StoredTable> tables) {
    Map<String, String> properties = tables.get(0).properties();
    String version = properties.getOrDefault(SCHEMA_PROPERTY, "none");
    if (!version.matches("[1-" + SCHEMA_VERSION + "]")) {
      throw JobException.input(
          name
              + " has schema version "
              + version
              + ", but this release reads versions 1 to "
              + SCHEMA_VERSION
              + ": use the release that wrote it, or create a new table with annotate --into");
    }
    String root =
        tables.get(0) instanceof CatalogStoredTable table
            ? table.location()
            : PathResolver.absolute(name);
    LinkStore store =
        new LinkStore(name, root, tables, Integer.parseInt(properties.get(BUCKETS_PROPERTY)), null);
    store.outdated = !version.equals(Integer.toString(SCHEMA_VERSION));
    return store;
  }

  private static List<StoredTable> tables(SparkSession spark, String name) {
    if (inCatalog(spark, name)) {
      return List.of(
          new CatalogStoredTable(spark, name),
          new CatalogStoredTable(spark, name + "_posts"),
          new CatalogStoredTable(spark, name + "_quarantine"));
    }
    String root = PathResolver.absolute(name);
    return List.of(
        new DeltaStoredTable(spark, root + "/links"),
        new DeltaStoredTable(spark, root + "/posts"),
        new DeltaStoredTable(spark, root + "/quarantine"));
  }

  /**
   * The bytes of the files of a store, of all its versions. 0 if it does not exist; empty for a
   * table of a catalog.
   */
  public static OptionalLong bytes(String name) {
    return IDENTIFIER.matcher(name).matches()
        ? OptionalLong.empty()
        : OptionalLong.of(HadoopFiles.length(PathResolver.absolute(name)));
  }

  /** Whether a name is one of a catalog: several parts, the first of which is a catalog. */
  private static boolean inCatalog(SparkSession spark, String name) {
    if (!IDENTIFIER.matcher(name).matches()) {
      return false;
    }
    String catalog = Arrays.asList(name.split("\\.", -1)).get(0);
    if (spark.conf().contains("spark.sql.catalog." + catalog)) {
      return true;
    }
    throw JobException.usage(
        "there is no catalog "
            + catalog
            + ": set spark.sql.catalog."
            + catalog
            + ", or write ./"
            + name
            + " for a directory");
  }

  /** The name as it was given. */
  public String name() {
    return name;
  }

  /** The directory of the lease and of the staged plan. */
  public String root() {
    return root;
  }

  /** The number of parts of each table. */
  public int buckets() {
    return buckets;
  }

  /** The links, rows of {@link StoreSchemas#LINKS}. */
  public Dataset<Row> links() {
    return linksTable().read();
  }

  /**
   * The links of an earlier version.
   *
   * @throws JobException if there is no such version
   */
  public Dataset<Row> links(Optional<String> version) {
    return version.map(linksTable()::read).orElseGet(linksTable()::read);
  }

  /** The posts, rows of {@link StoreSchemas#POSTS}. */
  public Dataset<Row> posts() {
    return postsTable().read();
  }

  /** The rejected records and mentions, rows of {@link StoreSchemas#QUARANTINE}. */
  public Dataset<Row> quarantine() {
    return quarantineTable().read();
  }

  /** The version of the links table. */
  public String version() {
    return linksTable().version();
  }

  String plan() {
    return root + "/" + PLAN;
  }

  /** Whether no post was ever committed. */
  boolean hasNoPosts() {
    return creation != null || posts.isNew();
  }

  /** Whether no rejection was ever committed. */
  boolean hasNoRejections() {
    return creation != null || quarantine.isNew();
  }

  /** Links, posts and quarantine. */
  List<StoredTable> tables() {
    return List.of(linksTable(), postsTable(), quarantineTable());
  }

  StoredTable linksTable() {
    awaitTables();
    return links;
  }

  StoredTable postsTable() {
    awaitTables();
    return posts;
  }

  StoredTable quarantineTable() {
    awaitTables();
    return quarantine;
  }

  /**
   * Adds the columns of {@link #SCHEMA_VERSION} to tables of an earlier version, while the lease is
   * held. Their rows have nulls there.
   *
   * @param messages receives messages for the user
   */
  void upgrade(Consumer<String> messages) {
    if (!outdated) {
      return;
    }
    messages.accept(name + " gets the columns of schema version " + SCHEMA_VERSION);
    Map<String, String> version = Map.of(SCHEMA_PROPERTY, Integer.toString(SCHEMA_VERSION));
    quarantine.setProperties(version);
    posts.addColumns(StoreSchemas.POSTS);
    posts.setProperties(version);
    links.addColumns(StoreSchemas.LINKS); // last: its version is what is read
    links.setProperties(version);
    outdated = false;
  }

  /**
   * Brings the tables into a state from which they can be changed, while the lease is held: adds
   * columns that an earlier release did not have, and completes commits that were interrupted.
   *
   * @param messages receives messages for the user
   * @throws JobException if the lease was lost, or another process wrote
   */
  public void prepare(Consumer<String> messages) {
    upgrade(messages);
    PlanFiles files = new PlanFiles(spark(), plan());
    ShardCommit commit = new ShardCommit(this, files, step -> {});
    files.read().ifPresent(unfinished -> commit.complete(unfinished, messages));
  }

  /**
   * Inserts, replaces and deletes links in one version, while the lease is held.
   *
   * @param changes rows of {@link StoreSchemas#LINKS}, and {@link #GONE}
   * @param description of the version
   * @throws JobException if the lease was lost, or another process wrote
   */
  public void mergeLinks(Dataset<Row> changes, String description) {
    OutputLease.require(root);
    linksTable().merge(changes, List.of("post_id", "mention_id"), description);
  }

  /**
   * Inserts and deletes rejections in one version, while the lease is held.
   *
   * @param changes rows of {@link StoreSchemas#QUARANTINE}, and {@link #GONE}
   * @param description of the version
   * @throws JobException if the lease was lost, or another process wrote
   */
  public void mergeQuarantine(Dataset<Row> changes, String description) {
    OutputLease.require(root);
    quarantineTable().merge(changes, List.of("rejection_id"), description);
  }

  /**
   * Replaces columns of posts in one version, while the lease is held.
   *
   * @param changes some columns of {@link StoreSchemas#POSTS}, with {@code post_id}, {@link
   *     StoreSchemas#BUCKET} and {@link #GONE}
   * @param description of the version
   * @throws JobException if the lease was lost, or another process wrote
   */
  public void mergePosts(Dataset<Row> changes, String description) {
    OutputLease.require(root);
    postsTable().merge(changes, List.of("post_id"), description);
  }

  /** The version of the posts table. */
  public String postsVersion() {
    return postsTable().version();
  }

  /** Waits until the tables exist. */
  void awaitTables() {
    if (creation != null) {
      creation.await();
      creation = null;
    }
  }

  /** The session of the tables. */
  public SparkSession spark() {
    return links.spark();
  }
}
