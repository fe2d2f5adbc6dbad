package org.melange.spark.backfill;

/** Why a link changed: values of the column {@code causes} of the change report. */
final class Cause {

  /** Another version of the model, or of the weights without one. */
  static final String MODEL = "model";

  /** Settings that scores depend on. */
  static final String SETTINGS = "settings";

  /** The calibration, or the least confidence of a link. */
  static final String CALIBRATION = "calibration";

  /** An entity that was added. */
  static final String ADDED = "entity added";

  /** An entity that was removed. */
  static final String REMOVED = "entity removed";

  /** An entity that was merged into another one. */
  static final String MERGED = "entity merged";

  /** A field of an entity; followed by its name. */
  static final String CHANGED = "entity changed: ";

  /** The names that mentions are compared with. */
  static final String NAMES = "names";

  /** Another description was chosen for the mention. */
  static final String DESCRIPTION = "description choice";

  /** The knowledge base, where the earlier version is not known. */
  static final String KNOWLEDGE_BASE = "knowledge base";

  private Cause() {}
}
