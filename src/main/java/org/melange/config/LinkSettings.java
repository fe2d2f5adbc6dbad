package org.melange.config;

import java.util.List;
import java.util.OptionalDouble;

/**
 * {@code link.*}: how mentions are linked.
 *
 * @param candidates the entities that a mention is scored against
 * @param types classes: only their instances are candidates; empty: all entities
 * @param maxCandidates the most candidates by name
 * @param vectorCandidates the number of candidates by vector, with {@link CandidateMode#HYBRID}
 * @param namePrior the weight of the name prior in the score (empty: that of calibration or model)
 * @param search how entities are searched by vector
 * @param efSearch the size of the candidate list of an approximate search
 * @param topK the number of entities that a link lists
 * @param batchSize mentions that are scored together
 * @param maxMappedBytes the most bytes of a table that an executor maps at once
 * @param table how tables are stored and distributed
 * @param calibration whether the calibration of the model is used
 * @param minConfidence the lowest confidence of a link (empty: the threshold of the calibration)
 */
public record LinkSettings(
    CandidateMode candidates,
    List<String> types,
    int maxCandidates,
    int vectorCandidates,
    OptionalDouble namePrior,
    Search search,
    int efSearch,
    int topK,
    int batchSize,
    long maxMappedBytes,
    TableSettings table,
    CalibrationUse calibration,
    OptionalDouble minConfidence) {

  /** Copies the classes. */
  public LinkSettings {
    types = List.copyOf(types);
  }

  /** The entities that a mention is scored against. */
  public enum CandidateMode {
    /** Those whose names match the mention. */
    NAMES,
    /** Every entity of the table. */
    ALL,
    /** Those whose names match, and those with the nearest vectors. */
    HYBRID
  }

  /** How the entities of a table are searched by vector. */
  public enum Search {
    /** All entities are compared. */
    EXACT,
    /** The index of the table finds near entities. */
    APPROXIMATE
  }

  /** Whether links get a confidence from the calibration of the model. */
  public enum CalibrationUse {
    /** If the model has a calibration; it must be of the same knowledge base. */
    AUTO,
    /** If the model has a calibration, of any knowledge base. */
    ANY_KB,
    /** Never. */
    OFF
  }

  static LinkSettings read(ConfigReader in) {
    return new LinkSettings(
        in.oneOf("link.candidates", CandidateMode.class),
        in.classes("link.types"),
        in.integer("link.max-candidates", 1, 100_000),
        in.integer("link.vector-candidates", 1, 100_000),
        in.realUnless("link.name-prior", "model", 0, 1_000_000),
        in.oneOf("link.search", Search.class),
        in.integer("link.ef-search", 1, 1_000_000),
        in.integer("link.top-k", 1, 10_000),
        in.integer("link.batch-size", 1, 65_536),
        in.bytes("link.max-mapped-bytes", 1, Long.MAX_VALUE),
        TableSettings.read(in),
        in.oneOf("link.calibration", CalibrationUse.class),
        in.shareUnless("link.min-confidence", "calibrated"));
  }
}
