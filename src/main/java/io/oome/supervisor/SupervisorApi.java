package io.oome.supervisor;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import java.io.InputStream;
import java.util.concurrent.CompletionStage;

/** supervisord's [inet_http_server] as a REST client: one resource, XML-RPC in and out. */
@Path("/RPC2")
public interface SupervisorApi {

    @POST
    @Consumes("text/xml")
    @Produces("text/xml")
    CompletionStage<InputStream> call(@HeaderParam("Authorization") String authorization, byte[] methodCall);
}
