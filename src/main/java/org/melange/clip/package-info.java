/**
 * The CLIP model: token ids and pixels in, features out.
 *
 * <p>{@link org.melange.clip.ClipModel} is the model of "Learning Transferable Visual Models From
 * Natural Language Supervision" (arXiv 2103.00020) as DJL blocks. Parameters have the names of
 * Hugging Face's {@code modeling_clip}, so that published weights load without conversion.
 *
 * <p>What may come in: a model directory in the Hugging Face layout, read by {@link
 * org.melange.tensor.WeightFiles}; token ids from {@code clip.tokenizer}; pixels from {@code
 * image}.
 *
 * <p>Where it leads: {@code clip.engine} runs the towers in batches for {@code link.model}, and
 * {@code train} trains them. This package knows tensors but not Spark.
 */
package org.melange.clip;
