/**
 * Posts and the mentions in them: the records, the formats they are read from, the images they
 * point to. Pure Java: nothing here knows Spark, tensors or the network.
 */
package org.melange.corpus;
