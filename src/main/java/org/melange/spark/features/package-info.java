/** CLIP features on Spark: loading and preparing inputs, batching, and the feature store. */
package org.melange.spark.features;
