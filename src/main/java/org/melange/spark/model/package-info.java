/**
 * Models on executors: reading, loading, caching, and the device that a task uses.
 *
 * <p>{@code ModelRef} is what the driver sends; {@code ModelCache} loads the model once in each
 * JVM. {@link org.melange.spark.model.ModelInfo} tells the driver what a model is without loading
 * it. {@link org.melange.spark.model.ModelTransformer} is the base class of the transformers of
 * {@code spark.features}, {@code spark.table} and {@code spark.link}. Nothing here depends on
 * those.
 */
package org.melange.spark.model;
