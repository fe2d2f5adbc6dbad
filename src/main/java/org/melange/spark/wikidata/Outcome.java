package org.melange.spark.wikidata;

import java.util.Locale;

/** What became of an item: imported, or the first filter that left it out. */
public enum Outcome {
  /** An entity of the knowledge base. */
  IMPORTED,
  /** Another record of the same item has a later revision. */
  OLDER_REVISION,
  /** A line of changes says that it was deleted, or that it redirects to another item. */
  TOMBSTONE,
  /** It redirects to another item of the dump. */
  REDIRECTED,
  /** An instance of an excluded class. */
  EXCLUDED_TYPE,
  /** Not an instance of a chosen class. */
  OTHER_TYPE,
  /** Too few sitelinks. */
  FEW_SITELINKS,
  /** No label in a chosen language. */
  NO_LABEL;

  /** The code in summaries and manifests. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
